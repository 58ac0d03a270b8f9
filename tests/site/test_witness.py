"""A witness as a server, and the office that asks: growth is signed, a fork is kept and shown."""

import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from django.test import Client
from django.utils import timezone

from dengbu.accounts.models import Office
from dengbu.database.ids import forget_block
from dengbu.evidence import api as evidence
from dengbu.evidence.models import Cosignature, Leaf, LogCheckpoint, LogTile, TreeHead
from dengbu.evidence.tlog import notes, witness
from dengbu.site.witness.asking import Asker
from dengbu.site.witness.server import Server
from dengbu.site.witness.state import BadState, State, file_name
from tests.evidence.signing import NOW, OFFICE, grow, signer, write
from tests.evidence.tlog import reader
from tests.evidence.tlog.log import OTHER_KEY, MemoryLog

pytestmark = pytest.mark.django_db
NAME = "witness.example/w1"


@pytest.fixture(autouse=True)
def _fresh_ids() -> None:
    forget_block()
    Office.objects.get_or_create(
        code=OFFICE,
        defaults={
            "name": "中心",
            "province": "湘",
            "issuer": "岳阳市",
            "address": "路",
            "phone": "1",
        },
    )


class Running:
    """A witness on a port."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.state = State(folder, name=NAME)
        self.state.add_log(str(signer(OFFICE).verifier))
        self.server = Server(("127.0.0.1", 0), self.state)
        self.address = f"http://127.0.0.1:{self.server.server_address[1]}"
        self.key = str(self.state.signer.verifier)
        self._thread = threading.Thread(target=self.server.serve_forever, args=(0.05,))
        self._thread.start()

    def stop(self) -> None:
        self.server.shutdown()
        self._thread.join(10)
        self.server.server_close()
        self.state.close()


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Running]:
    started = Running(tmp_path / "w1")
    yield started
    started.stop()


def asked(running: Running) -> Asker:
    """The office, which knows the witness."""
    evidence.add_witness(OFFICE, running.key, running.address, now=NOW)
    return Asker()


def test_each_batch_is_cosigned(running: Running, client: Client) -> None:
    asker = asked(running)
    for batch in (3, 300, 1):
        grow(batch)
        assert asker.step() == 1
        assert asker.step() == 0
    note = client.get(f"/log/{OFFICE}/checkpoint").content
    assert reader.checkpoint(note, str(signer(OFFICE).verifier))[1] == 304
    assert reader.checkpoint(note, running.key)[1] == 304
    page = client.get("/log/").content.decode()
    assert "第 304 条" in page
    assert NAME in page
    assert "没有发现" in page
    shown = httpx.get(f"{running.address}/{file_name(signer(OFFICE).name)}/checkpoint")
    assert shown.text.encode() in note


def test_a_witness_that_lost_an_answer_is_asked_from_where_it_stands(running: Running) -> None:
    """It signed, and the office was killed before it kept the signature."""
    asker = asked(running)
    grow(5)
    assert asker.step() == 1
    grow(5)
    assert asker.step() == 1
    Cosignature.objects.filter(checkpoint__size=10).delete()
    grow(5)
    assert asker.step() == 1
    assert evidence.witnesses_of(OFFICE)[0].size == 15


def test_a_restarted_witness_remembers(running: Running, tmp_path: Path) -> None:
    asker = asked(running)
    grow(300)
    asker.step()
    with pytest.raises(BadState, match="正被另一个"):
        State(running.folder, name=NAME)
    again = State(tmp_path / "other", name=NAME)
    assert again.signer.verifier != running.state.signer.verifier
    again.close()
    assert running.state.seen(signer(OFFICE).name).size == 300


@pytest.mark.parametrize("damage", [b"", b"{", b'{"size":0}', b"\xff", b"[]"])
def test_a_damaged_memory_is_never_a_new_beginning(running: Running, damage: bytes) -> None:
    asker = asked(running)
    grow(3)
    asker.step()
    (running.folder / "seen" / file_name(signer(OFFICE).name)).write_bytes(damage)
    grow(3)
    assert asker.step() == 0
    assert Cosignature.objects.count() == 1


def plant_anew() -> None:
    """Whoever has database and key makes another log of the same length."""
    forged = evidence.entry(evidence.Kind.STEP, b"", b"forged")
    Leaf.objects.filter(log_index=0).update(entry=forged)
    for model in (Cosignature, LogCheckpoint, TreeHead, LogTile):
        model._default_manager.all().delete()
    evidence.append_placed(OFFICE, now=lambda: NOW, signers=signer)


def test_a_fork_of_the_same_length_is_kept_and_shown(running: Running, client: Client) -> None:
    asker = asked(running)
    grow(300)
    asker.step()
    seen = evidence.published(OFFICE) or ""
    plant_anew()
    assert list(evidence.audit_trees()) == []  # of one piece: we alone would find nothing
    assert asker.step() == 0
    (fork,) = evidence.forks_of(OFFICE)
    assert NAME in fork.source
    assert seen.startswith(fork.note)
    page = client.get("/log/").content.decode()
    assert "有人看到的和这里不一样" in page
    assert fork.note.split("\n")[2] in page


def test_a_fork_that_grew_on_is_kept(running: Running) -> None:
    asker = asked(running)
    grow(300)
    asker.step()
    plant_anew()
    grow(50)
    assert asker.step() == 0
    assert len(evidence.forks_of(OFFICE)) == 1


def test_a_log_that_was_cut_off_is_kept(running: Running) -> None:
    asker = asked(running)
    grow(300)
    asker.step()
    for model in (Cosignature, LogCheckpoint, TreeHead, LogTile, Leaf):
        model._default_manager.all().delete()
    grow(20)
    assert asker.step() == 0
    assert "见过 300 条，这里只有 20 条" in evidence.forks_of(OFFICE)[0].why


def test_a_witness_that_is_away_is_asked_less_often() -> None:
    grow(3)
    key = notes.Signer(name=NAME, kind=notes.COSIGNATURE, seed=bytes(32)).verifier
    evidence.add_witness(OFFICE, str(key), "http://127.0.0.1:9", now=NOW)
    calls = []

    def refuse(request: httpx.Request) -> httpx.Response:
        calls.append(request)
        raise httpx.ConnectError("refused")

    asker = Asker(httpx.MockTransport(refuse))
    assert [asker.step() for _ in range(5)] == [0] * 5
    assert len(calls) == 1
    assert "第 3 条" not in (evidence.published(OFFICE) or "x")
    assert "\n3\n" in (evidence.published(OFFICE) or "")  # nothing waits for it


@pytest.mark.parametrize(
    "answer", [b"", b"200", b"\xff\xfe", b"x" * 100_000, "— witness.example/w1 AAAA\n".encode()]
)
def test_an_answer_that_is_none(answer: bytes) -> None:
    grow(3)
    key = notes.Signer(name=NAME, kind=notes.COSIGNATURE, seed=bytes(32)).verifier
    evidence.add_witness(OFFICE, str(key), "http://w", now=NOW)
    asker = Asker(httpx.MockTransport(lambda _: httpx.Response(200, content=answer)))
    assert asker.step() == 0
    assert not Cosignature.objects.exists()
    assert evidence.forks_of(OFFICE) == ()


def test_the_server_refuses_what_is_no_request(running: Running) -> None:
    place = f"{running.address}/add-checkpoint"
    assert httpx.post(place, content=b"hello").status_code == 400
    assert httpx.post(place, content=b"x" * (witness.MOST_BYTES + 1)).status_code == 413
    assert httpx.post(f"{running.address}/other", content=b"").status_code == 404
    assert httpx.get(f"{running.address}/other").status_code == 404
    assert httpx.get(running.address).text == f"{running.key}\n"
    stranger = MemoryLog(3).checkpoint(OTHER_KEY)
    assert httpx.post(place, content=witness.request(0, [], stranger)).status_code == 403


def test_two_at_once_cannot_roll_it_back(running: Running) -> None:
    """Of many that ask from one old size, one is signed, and the memory only grows."""
    asker = asked(running)
    grow(10)
    asker.step()
    logs = []
    for _ in range(6):
        grow(10)
        newest = LogCheckpoint.objects.order_by("-size")[0]
        view = evidence.witnesses_of(OFFICE)[0]
        wanted = evidence.Wanted(
            office=OFFICE, witness=view, checkpoint_id=newest.id, size=newest.size, note=newest.note
        )
        logs.append(evidence.asking(wanted, 10))
    answers: list[int] = []

    def ask(data: bytes) -> None:
        answers.append(httpx.post(f"{running.address}/add-checkpoint", content=data).status_code)

    threads = [threading.Thread(target=ask, args=(data,)) for data in logs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [200, 409, 409, 409, 409, 409]
    assert running.state.seen(signer(OFFICE).name).size > 10


def test_a_checkpoint_that_somebody_holds_is_compared(client: Client) -> None:
    grow(300)
    held = evidence.published(OFFICE) or ""
    grow(20)
    assert "是同一本日志" in client.post("/log/", {"note": held}).content.decode()
    plant_anew()
    page = client.post("/log/", {"note": held}).content.decode()
    assert "对不上，有人看到的是另一本" in page
    assert evidence.forks_of(OFFICE)[0].source == "公开页面"
    client.post("/log/", {"note": held})
    assert len(evidence.forks_of(OFFICE)) == 1  # the same is kept once


def test_a_checkpoint_by_another_key_says_nothing(client: Client) -> None:
    grow(3)
    name = signer(OFFICE).name
    forger = notes.Signer(name=name, kind=notes.ED25519, seed=bytes(32))
    forged = MemoryLog(3).checkpoint(forger)
    assert "说明不了什么" in client.post("/log/", {"note": forged}).content.decode()
    assert evidence.forks_of(OFFICE) == ()
    for typed in ("", "x", f"{name}\nx", "y" * 30_000):
        assert client.post("/log/", {"note": typed}).status_code == 422


def test_ending_a_witness() -> None:
    grow(1)
    key = notes.Signer(name=NAME, kind=notes.COSIGNATURE, seed=bytes(32)).verifier
    with pytest.raises(evidence.BadNote):
        evidence.add_witness(OFFICE, str(signer(OFFICE).verifier), "http://w", now=NOW)
    evidence.add_witness(OFFICE, str(key), "http://w", now=NOW)
    evidence.add_witness(OFFICE, str(key), "http://v/", now=NOW)
    assert [w.address for w in evidence.witnesses_of(OFFICE)] == ["http://v"]
    assert evidence.end_witness(OFFICE, NAME, now=timezone.now()) == 1
    assert evidence.cosignatures_wanted() == []
    write(1)
