"""The whole life of a notice as the role that web and worker have in the database."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction

from dengbu.casework import api as casework
from dengbu.casework.jobs import close_notices
from dengbu.casework.models import Case, Notice, NoticeObjection
from dengbu.database import privileges
from tests.casework.desk import NOW, open_desk
from tests.casework.noticed import END, objected, published, sale, settled, with_notice

pytestmark = pytest.mark.django_db


def test_published_objected_to_decided_and_closed_by_the_job(tmp_path: Path) -> None:
    desk = open_desk()
    with_notice(tmp_path, "G10")
    view, other = sale(desk), sale(desk, 1)
    privileges.apply()
    with connection.cursor() as cursor:
        cursor.execute("SET ROLE dengbu_app")
        notice = published(desk, view)
        settled(desk, view, objected(notice, now=END), "UNFOUNDED", now=END)
        published(desk, other)
        casework.end_notice(
            other.case_no,
            actor=desk.windows[0],
            now=NOW,
            revision=other.revision + 1,
            reason="坐落写错了",
        )
        close_notices(timestamp=0)  # by today's clock, long after its end
        notice.refresh_from_db()
        assert (notice.outcome, notice.ended_at) == ("RAN", END)
        assert casework.over([view.id, other.id]) == {view.id}
        for statement in (
            "UPDATE casework_notice SET text = text",
            "UPDATE casework_noticeobjection SET what = what",
            "DELETE FROM casework_notice",
        ):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                cursor.execute(statement)
        with pytest.raises(IntegrityError), transaction.atomic():
            Notice.objects.filter(id=notice.id).update(ended_at=END + timedelta(days=1))
        cursor.execute("SET ROLE dengbu_reader")
        cursor.execute("SELECT count(*) FROM casework_notice")
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
            cursor.execute("SELECT count(*) FROM casework_noticeobjection")
        cursor.execute("RESET ROLE")
    assert NoticeObjection.objects.get().decision == "UNFOUNDED"
    assert Case.objects.get(id=view.id).paused_since is None
