"""Phrases for places as a reader would pass them on, and what is asked of the answers."""

from khaldun.knowledge.sphere import distance_km
from khaldun.records import Gap, PlacePhrase, PlaceRef, Span


def phrase(name: str, **parts: object) -> PlacePhrase:
    words = Span(start=0, end=len(name), text=name)
    return PlacePhrase(words=words, name=name, **parts)  # type: ignore[arg-type]  # any fields, by name


def ref(answer: PlaceRef | Gap) -> PlaceRef:
    assert isinstance(answer, PlaceRef), answer
    return answer


def km_from(answer: PlaceRef | Gap, lat: float, lon: float) -> float:
    place = ref(answer)
    return distance_km((place.lat, place.lon), (lat, lon))
