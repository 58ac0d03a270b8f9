"""The draws of examiners packed for whoever fetches them: one archive an office, each night."""

import logging
import tempfile
import zipfile
from pathlib import Path

from django.conf import settings
from django.utils import timezone

from dengbu.casework import api as casework
from dengbu.evidence import api as evidence

log = logging.getLogger(__name__)


def pack_draws(*, first_only: bool = False) -> int:
    """Pack what every office publishes of its draws; how many offices.

    ``first_only``: those alone of which no archive is there yet. One whose log has no signature
    yet is left for the next time.
    """
    made = 0
    for office in casework.dispatching.offices_drawing():
        place = settings.DRAWS / f"{office}.zip"
        if first_only and place.is_file():
            continue
        try:
            _pack(office, place)
        except evidence.NothingSigned:
            log.warning("the draws of %s are not packed: its log has not been signed", office)
            continue
        made += 1
    return made


def _pack(office: str, place: Path) -> None:
    """Beside the old archive, then in its place at once: nobody fetches half of one."""
    place.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=place.parent, prefix=f"{office}-") as made:
        folder, packed = Path(made) / office, Path(made) / "packed"
        casework.dispatching.tell(office, now=timezone.now())
        casework.dispatching.publish(office, folder)
        with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
            for file in sorted(folder.rglob("*")):
                if file.is_file():
                    archive.write(file, file.relative_to(folder.parent))
        packed.replace(place)
