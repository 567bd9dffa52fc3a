"""Tests about the code base: what the house promises, the build keeps."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import Model
from django.urls import URLPattern, URLResolver, get_resolver

from openiop.base.record import Record
from openiop.domain import events
from openiop.domain.privacy import POLICY, Permission

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "openiop"
OUR_APPS = [app for app in apps.get_app_configs() if app.name.startswith("openiop.")]
OUR_MODELS = [model for app in OUR_APPS for model in app.get_models()]
SHELVES = [
    "base",
    "privacy",
    "outbox",
    "accounts",
    "programs",
    "clients",
    "coverage",
    "health",
    "schedule",
    "safety",
    "measures",
    "referral",
    "assessment",
    "admission",
    "day",
    "care",
    "plans",
    "curriculum",
    "practice",
    "documents",
    "letters",
    "private_notes",
    "readiness",
    "discharge",
    "followup",
    "timetable",
    "outcomes",
    "public",
    "kiosk",
]
"""Lowest first: the order of the client's path."""

STAGE_FILES = {
    "__init__",
    "apps",
    "models",
    "queries",
    "presenters",
    "actions",
    "tasks",
    "forms",
    "views",
    "urls",
}
MAY_BE_FOLDERS = {"queries", "presenters", "actions", "views"}
"""A stage file that has outgrown one screenful of topics; see ADR 18."""
OTHER_FOLDERS = {"migrations", "templates", "static", "__pycache__"}
GROUND = {"base", "privacy", "outbox", "accounts", "config", "demo"}
"""Ground packages carry machinery and may have further files."""

WRITES = {
    "save",
    "delete",
    "create",
    "bulk_create",
    "bulk_update",
    "get_or_create",
    "update_or_create",
}
MAY_WRITE = re.compile(
    r"openiop/(base/.*|privacy/(gate|web)|outbox/delivery|.*/actions(/\w+)?|.*/migrations/.*|config/jobs)\.py$"
)
BANNED_FILES = {
    "utils",
    "helpers",
    "common",
    "misc",
    "manager",
    "managers",
    "service",
    "services",
    "signals",
}


@cache
def sources() -> tuple[tuple[str, ast.Module], ...]:
    """Every source file of the product, parsed."""
    return tuple(
        (str(path.relative_to(ROOT)), ast.parse(path.read_text(encoding="utf-8")))
        for path in sorted(PACKAGE.rglob("*.py"))
    )


def patterns(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every address of the product."""
    for entry in resolver.url_patterns:
        where = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from patterns(entry, where)
        else:
            yield where, entry


ADDRESSES = list(patterns(get_resolver()))


def test_relations_point_down_the_path() -> None:
    up = [
        f"{model.__name__}.{field.name}"
        for model in OUR_MODELS
        for field in model._meta.get_fields()
        if field.is_relation
        and not field.auto_created
        and isinstance(target := field.related_model, type)
        and issubclass(target, Model)
        and target._meta.app_label in SHELVES
        and SHELVES.index(target._meta.app_label) > SHELVES.index(model._meta.app_label)
    ]

    assert up == []


def test_relations_leave_no_reverse_accessor() -> None:
    open_ended = [
        f"{model.__name__}.{field.name}"
        for model in OUR_MODELS
        for field in model._meta.get_fields()
        if field.is_relation and not field.auto_created
        if (back := field.remote_field) is not None and not back.hidden
    ]

    assert open_ended == []


def test_only_actions_write() -> None:
    writers = []
    for name, tree in sources():
        if MAY_WRITE.search(name):
            continue
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                verb = node.func.attr
                on_objects = "objects" in ast.unparse(node.func.value)
                if verb in WRITES - {"save", "delete"} and on_objects:
                    writers.append(f"{name}:{node.lineno} {verb}")
                if verb == "update" and on_objects:
                    writers.append(f"{name}:{node.lineno} update")
                if verb in {"save", "delete"} and not node.args:
                    writers.append(f"{name}:{node.lineno} {verb}")

    assert writers == []


PARTS_OF_ACTIONS = ("care/actions/saving.py", "safety/actions/steps.py")
"""What several files of actions share; none of it is a deed by itself."""


def test_every_public_function_of_actions_is_an_audited_action() -> None:
    plain = []
    for name, tree in sources():
        if not re.search(r"/actions(/\w+)?\.py$", name) or name.endswith(PARTS_OF_ACTIONS):
            continue
        module = import_module(name.removesuffix(".py").replace("/", "."))
        listeners = {
            "on_marked_away",
            "on_marked_present",
            "on_seated",
            "on_admitted",
            "on_release_revoked",
            "on_consent_revoked",
            "on_seat_stopped",
            "on_license_set",
            "on_discharged",
            "on_undone",
        }
        for node in tree.body:
            if not isinstance(node, ast.FunctionDef):
                continue
            if node.name.startswith("_") or node.name in listeners:
                continue
            if not hasattr(getattr(module, node.name), "audit"):
                plain.append(f"{name}:{node.name}")

    assert plain == []


def test_every_listener_is_in_the_wiring() -> None:
    from openiop.config.wiring import TOGETHER

    announced = {
        event
        for _, event in inspect.getmembers(events, inspect.isclass)
        if event.__module__ == events.__name__
    }

    assert set(TOGETHER) == announced


def test_every_address_declares_who_may_open_it() -> None:
    undeclared = [
        where
        for where, entry in ADDRESSES
        if not hasattr(entry.callback, "permission") and not hasattr(entry.callback, "is_public")
    ]

    assert undeclared == []


def test_an_address_that_names_something_says_whom_it_is_about() -> None:
    silent = [
        where
        for where, entry in ADDRESSES
        if "uuid:" in where and not getattr(entry.callback, "tells_about", False)
    ]

    assert silent == []


def test_client_pages_carry_no_id() -> None:
    named = [
        where
        for where, _ in ADDRESSES
        if not where.startswith(("staff/", "demo/")) and "client" in where
    ]

    assert named == []


def test_every_permission_has_a_row_in_the_policy() -> None:
    assert set(POLICY) == set(Permission)


SCOPED = [model for model in OUR_MODELS if issubclass(model, Record)]


@pytest.mark.parametrize("model", SCOPED, ids=lambda m: m.__name__)
def test_a_clinical_model_inherits_the_record_meta(model: type[Record]) -> None:
    assert model._meta.base_manager_name == "objects"
    assert model._meta.default_manager_name == "objects"


MACHINE_ROWS = {
    "AuditSeal",
    "Receipt",
    "Heartbeat",
    "Message",
    "Parcel",
    "StaffCall",
    "User",
    "SmallThing",
    "SessionRating",
}
"""Written by the machinery itself, or by the person the row is."""

MOMENTS_OF_NOBODY = {
    "answered_at",
    "opened_at",
    "acknowledge_by_at",
    "starts_at",
    "ends_at",
    "due_at",
    "from_at",
    "to_at",
    "wall_at",
}
"""Times on the clock, not deeds; when she answered is hers, who entered it is `created_by`."""


@pytest.mark.parametrize("model", OUR_MODELS, ids=lambda m: m.__name__)
def test_what_a_person_did_at_a_time_names_the_person(model: type[Model]) -> None:
    names = {field.name for field in model._meta.get_fields()}
    if model.__name__ in MACHINE_ROWS:
        return
    names -= MOMENTS_OF_NOBODY
    lonely = [name for name in names if name.endswith("_at") and f"{name[:-3]}_by" not in names]

    assert lonely == []


def test_only_one_place_reads_the_time() -> None:
    readers = re.compile(
        r"datetime\.now|datetime\.utcnow|date\.today|timezone\.now|time\.time\(|\bauto_now"
    )
    found = [
        name
        for name, tree in sources()
        if name not in ("openiop/base/clock.py",) and readers.search(ast.unparse(tree))
    ]

    assert found == []


def test_no_business_in_signals() -> None:
    found = [
        name
        for name, tree in sources()
        if re.search(r"receiver\(|_(save|delete|init|migrate)\.connect\(", ast.unparse(tree))
    ]

    assert found == ["openiop/privacy/apps.py"]


def test_files_have_names_that_say_something() -> None:
    assert [name for name, _ in sources() if Path(name).stem in BANNED_FILES] == []


def test_every_stage_has_the_same_files() -> None:
    odd = [
        str(path.relative_to(ROOT))
        for app in OUR_APPS
        if app.label not in GROUND
        for path in Path(app.path).glob("*.py")
        if path.stem not in STAGE_FILES
    ]

    assert odd == []


def test_only_a_stage_file_becomes_a_folder_and_it_exports_only_its_files() -> None:
    folders = [
        path
        for app in OUR_APPS
        if app.label not in GROUND
        for path in Path(app.path).iterdir()
        if path.is_dir() and path.name not in OTHER_FOLDERS
    ]
    odd = [
        str(path.relative_to(ROOT))
        for path in folders
        if path.name not in MAY_BE_FOLDERS or path.with_suffix(".py").exists()
    ]
    for path in folders:
        tree = ast.parse((path / "__init__.py").read_text(encoding="utf-8"))
        brought = {
            alias.name
            for node in tree.body
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        }
        odd += [
            f"{path.relative_to(ROOT)}: {name}"
            for name in brought - {each.stem for each in path.glob("*.py")}
        ]

    assert odd == []


MECHANICS = re.compile(
    r"openiop/domain/(decision|text|moments|contact_profile|day/minutes|measures/registry|importing/.*)\.py"
)
"""Arithmetic, reading of cells and the like: no clinical, legal or payer claim stands in them."""


def _is_sourced(words: str, words_of_the_file: str, name: str) -> bool:
    """A rule says where it comes from, itself or its file as a whole."""
    return bool(words) and (
        MECHANICS.match(name) is not None or "Source:" in words or "Source:" in words_of_the_file
    )


def test_rules_have_a_docstring_and_a_source() -> None:
    bare = []
    for name, tree in sources():
        if not name.startswith("openiop/domain/"):
            continue
        rules_from = ast.get_docstring(tree) or ""
        for node in tree.body:
            if (
                isinstance(node, ast.FunctionDef)
                and not node.name.startswith("_")
                and not _is_sourced(ast.get_docstring(node) or "", rules_from, name)
            ):
                bare.append(f"{name}:{node.name}")

    assert bare == []


def test_templates_have_no_inline_script_or_style() -> None:
    inline = re.compile(
        r"<script(?![^>]*\bsrc=)|<style\b|\sstyle=|\son[a-z]+=|hx-on|javascript:|js:", re.I
    )
    found = [
        str(path.relative_to(ROOT))
        for path in PACKAGE.rglob("*.html")
        if inline.search(path.read_text(encoding="utf-8"))
    ]

    assert found == []


def test_templates_ask_nobody_else() -> None:
    outside = re.compile(r"(?:src|href|action)=[\"']https?://", re.I)
    found = [
        str(path.relative_to(ROOT))
        for path in PACKAGE.rglob("*.html")
        if outside.search(path.read_text(encoding="utf-8"))
    ]

    assert found == []


def test_every_posting_form_is_guarded_and_safe_to_repeat() -> None:
    form = re.compile(r"<form[^>]*method=[\"']post[\"'][^>]*>(.*?)</form>", re.I | re.S)
    exempt = (
        "accounts:sign_",
        "demo:move_clock",
        "public:set_language",
        "portal:text_size",
        'name="sign_in_name"',
        'name="person"',
    )
    faults = []
    for path in PACKAGE.rglob("*.html"):
        for match in form.finditer(path.read_text(encoding="utf-8")):
            if "csrf_token" not in match[0]:
                faults.append(f"{path.name}: no csrf_token")
            if "request_id" not in match[0] and not any(name in match[0] for name in exempt):
                faults.append(f"{path.relative_to(ROOT)}: no request_id")

    assert faults == []
