"""A drawing that was made elsewhere: what means the same is taken over, the rest is told, and nothing is lost on the way out."""

from __future__ import annotations

import json
from collections import Counter

import pytest
from lxml import etree

from tests.support.effort import within
from workflows.definitions import archives, lint
from workflows.definitions.bundles import Bundle
from workflows.definitions.foreign import clearing, report, taking
from workflows.definitions.foreign.phrases import translated
from workflows.definitions.foreign.report import KEPT, MAPPED, OPEN
from workflows.engine.marks import BPMN, NQ57
from workflows.errors import Refusal

HEAD = (
    '<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" '
    'xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xmlns:camunda="http://camunda.org/schema/1.0/bpmn" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" '
    'xmlns:flowable="http://flowable.org/bpmn" xmlns:activiti="http://activiti.org/bpmn" xmlns:look="urn:a-modeller" '
    'id="d" targetNamespace="urn:x">'
)


def drawing(inside: str, key: str = "leave_request", after: str = "") -> bytes:
    return (
        f'{HEAD}<bpmn:process id="{key}" isExecutable="true">{inside}</bpmn:process>{after}</bpmn:definitions>'.encode()
    )


def task(attributes: str = "", inside: str = "", kind: str = "userTask") -> bytes:
    return drawing(f'<bpmn:{kind} id="decide" name="Decide" {attributes}>{inside}</bpmn:{kind}>')


def taken(content: bytes) -> tuple[etree._Element, taking.TakenIn]:
    found = taking.taken_in(content, "leave.bpmn")
    return etree.fromstring(found.bundle.files[f"{found.bundle.key}.bpmn"]), found


def extension(words: str) -> str:
    return f"<bpmn:extensionElements>{words}</bpmn:extensionElements>"


@pytest.mark.parametrize(
    ("said", "ours"),
    [
        ("${approved}", "approved"),
        ("#{!approved && amount gt 5}", "(not approved) and amount > 5"),
        ("${!(a || b) == false}", "(not (a or b)) == False"),
        ("${ status == 'open' or order.total >= 10.5 }", "status == 'open' or order.total >= 10.5"),
        ('= status = "open" and not(late)', 'status == "open" and (not (late))'),
        ("=not(late) = early", "(not (late)) == early"),
        ("${not late == early}", "(not late) == early"),
        ("${!!(a || !(b)) != c}", "(not (not (a or (not (b))))) != c"),
        ("${a #b}", None),
        ("=a # b", None),
        ("${a) and !(b}", None),
        ("${" + "!" * 1900 + "a}", None),
        ("${" + "!(" * 600 + "a" + ")" * 600 + "}", None),
        ("=amount != null", "amount != None"),
        ("${execution.getVariable('a')}", None),
        ("${a}${b}", None),
        ("${a == b == c}", None),
        ("${empty list}", None),
        ("=some risk in risks satisfies risk = 1", None),
        ("=items[1] = 2", None),
        ('=Vacation Approval = "yes"', None),
        ("${" + "a and " * 2000 + "a}", None),
        ('=__import__("os")', None),
        ("", None),
    ],
)
def test_an_expression_is_said_in_ours_only_where_it_means_the_same(said: str, ours: str | None) -> None:
    with within():
        assert translated(said) == ours


OF_EACH_VENDOR = {
    "assignee": ('{p}:assignee="${{officer}}"', "assignee", "person(officer) if officer else None"),
    "group": ('{p}:candidateGroups="accounting"', "candidates", 'group("accounting")'),
    "group in a variable": ('{p}:candidateGroups="${{team.code}}"', "candidates", "group(team.code)"),
    "form": ('{p}:formKey="embedded:app:forms/approve-Leave.html"', "form", "approve_leave"),
    "due": ('{p}:dueDate="${{order.due_at}}"', "due", "order.due_at"),
    "priority": ('{p}:priority="70"', "priority", "70"),
}


@pytest.mark.parametrize("vendor", ["camunda", "flowable", "activiti"])
@pytest.mark.parametrize("what", OF_EACH_VENDOR)
def test_what_the_java_engines_say_of_a_step_becomes_our_property(vendor: str, what: str) -> None:
    said, name, ours = OF_EACH_VENDOR[what]
    root, found = taken(task(said.format(p=vendor)))
    step = root.find(f".//{BPMN}userTask")
    assert step is not None and step.get(NQ57 + name) == ours
    (line,) = found.lines
    assert (line.how, line.elements, line.ours) == (MAPPED, ("decide",), f'nq57:{name}="{ours}"')


@pytest.mark.parametrize(
    ("said", "name", "ours"),
    [
        (
            '<zeebe:assignmentDefinition assignee="=officer" candidateGroups="clerks" />',
            "candidates",
            'group("clerks")',
        ),
        ('<zeebe:formDefinition formId="Approve_Form" />', "form", "approve_form"),
        ('<zeebe:taskSchedule dueDate="=order.due_at" />', "due", "order.due_at"),
        ('<zeebe:priorityDefinition priority="=50" />', "priority", "50"),
    ],
)
def test_what_camunda_8_says_of_a_step_becomes_our_property(said: str, name: str, ours: str) -> None:
    root, found = taken(task(inside=extension(said)))
    step = root.find(f".//{BPMN}userTask")
    assert step is not None and step.get(NQ57 + name) == ours and {line.how for line in found.lines} == {MAPPED}
    assert said.split()[0][1:] in etree.tostring(root).decode(), "what came is still there"


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (task('camunda:assignee="demo"'), "gets it straight away"),
        (task('camunda:candidateUsers="a,b"'), "named here by their unit"),
        (task('camunda:candidateGroups="a,b"'), "group of this code"),
        (task('camunda:dueDate="P3D"'), "working_days(3)"),
        (task('camunda:priority="500"'), "from 0 to 100"),
        (task('camunda:class="org.X"', kind="serviceTask"), "choose an action"),
        (task(inside=extension('<zeebe:taskDefinition type="mail" />'), kind="serviceTask"), "choose an action"),
        (task(inside=extension("<zeebe:ioMapping />")), "belong to the whole case"),
        (task(inside=extension('<camunda:taskListener class="x" />')), "Nothing listens"),
        (drawing('<bpmn:scriptTask id="run" name="Run" />'), "assignments"),
        (drawing('<bpmn:eventBasedGateway id="wait_here" />'), "event-based gateway"),
    ],
)
def test_what_has_no_counterpart_is_told_with_what_to_do(content: bytes, says: str) -> None:
    _, found = taken(content)
    (line,) = (one for one in found.lines if one.how == OPEN)
    assert says in line.remedy and line.elements and line.elements[0]


def test_conditions_times_lists_and_correlations_are_written_in_ours() -> None:
    root, found = taken(
        drawing(
            '<bpmn:userTask id="a" /><bpmn:userTask id="b"><bpmn:multiInstanceLoopCharacteristics camunda:collection="units" '
            'camunda:elementVariable="unit" /></bpmn:userTask>'
            '<bpmn:sequenceFlow id="f" sourceRef="a" targetRef="b"><bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">'
            "${ok &amp;&amp; !late}</bpmn:conditionExpression></bpmn:sequenceFlow>"
            '<bpmn:sequenceFlow id="g" sourceRef="a" targetRef="b"><bpmn:conditionExpression language="groovy">x</bpmn:conditionExpression>'
            '</bpmn:sequenceFlow><bpmn:receiveTask id="hear" messageRef="m" />'
            '<bpmn:intermediateCatchEvent id="later"><bpmn:timerEventDefinition id="t"><bpmn:timeDuration>=how_long</bpmn:timeDuration>'
            "</bpmn:timerEventDefinition></bpmn:intermediateCatchEvent>",
            after=f'<bpmn:message id="m" name="x">{extension("""<zeebe:subscription correlationKey="=order.id" />""")}</bpmn:message>',
        )
    )
    words = etree.tostring(root).decode()
    assert "ok and (not late)" in words and ">how_long</bpmn:timeDuration>" in words
    assert '<bpmn:loopDataInputRef>units</bpmn:loopDataInputRef><bpmn:inputDataItem name="unit"/>' in words
    assert [one.get(f"{NQ57}correlation") for one in root.iter(f"{BPMN}receiveTask")] == ["order.id"]
    assert [one.elements for one in found.lines if one.how == OPEN] == [("g",)], "a script stays and is told"
    assert ("later",) in [one.elements for one in found.lines], "a time is told at its event"


def test_ids_get_the_form_of_this_house_wherever_they_are_referred_to() -> None:
    root, found = taken(
        drawing(
            '<bpmn:startEvent id="StartEvent_1" name="Đơn đã nộp"><bpmn:outgoing>f</bpmn:outgoing></bpmn:startEvent>'
            '<bpmn:userTask id="Activity_0x1y2z3" /><bpmn:userTask id="Activity_9x1y2z3" />'
            '<bpmn:sequenceFlow id="f" sourceRef="StartEvent_1" targetRef="Activity_0x1y2z3" />',
            "LeaveRequest",
            '<bpmndi:BPMNDiagram><bpmndi:BPMNPlane bpmnElement="LeaveRequest"><bpmndi:BPMNShape bpmnElement="Activity_0x1y2z3" />'
            "</bpmndi:BPMNPlane></bpmndi:BPMNDiagram>",
        )
    )
    assert found.bundle.key == "leave_request"
    flow = root.find(f".//{BPMN}sequenceFlow")
    assert flow is not None and (flow.get("sourceRef"), flow.get("targetRef")) == ("don_da_nop", "user_task")
    drawn = {one.get("bpmnElement") for one in root.iter() if one.get("bpmnElement")}
    assert drawn == {"leave_request", "user_task"} and root.find(f".//{BPMN}userTask[@id='user_task_2']") is not None
    assert 'id="Activity_0x1y2z3"' in [one.said for one in found.lines]


def test_forms_in_the_drawing_become_files_of_the_draft() -> None:
    schema = json.dumps({"type": "default", "components": []})
    root, found = taken(
        drawing(
            extension(
                f'<zeebe:userTaskForm id="Form_A">{schema}</zeebe:userTaskForm><zeebe:userTaskForm id="B">no</zeebe:userTaskForm>'
            )
            + f'<bpmn:userTask id="a">{extension("""<zeebe:formDefinition formKey="camunda-forms:bpmn:Form_A" />""")}</bpmn:userTask>'
            + f"""<bpmn:userTask id="b">{
                extension('''<camunda:formData><camunda:formField id="kind" label="Loại" type="enum"><camunda:value
            id="x" name="Ốm" /></camunda:formField><camunda:formField id="days" type="long" /></camunda:formData>''')
            }</bpmn:userTask>"""
        )
    )
    assert sorted(found.bundle.files) == ["forms/b.form", "forms/form_a.form", "leave_request.bpmn"]
    fields = json.loads(found.bundle.files["forms/b.form"])["components"]
    assert [(one["key"], one["type"]) for one in fields] == [("kind", "select"), ("days", "number")]
    named = {one.get("id"): one.get(f"{NQ57}form") for one in root.iter(f"{BPMN}userTask")}
    assert named == {"a": "form_a", "b": "b"}
    assert [one.said for one in found.lines if one.how == OPEN] == ['zeebe:userTaskForm id="B"']


COLOURED = drawing(
    f'<bpmn:userTask id="a" look:colour="red" camunda:asyncBefore="true">{extension("""<look:note>Xin chào</look:note>""")}</bpmn:userTask>'
    '<bpmn:dataObject id="data" />',
    after='<bpmn:itemDefinition id="item" /><bpmndi:BPMNDiagram id="page"><bpmndi:BPMNPlane id="plane" bpmnElement="leave_request">'
    '<bpmndi:BPMNShape id="shape" bpmnElement="data" /></bpmndi:BPMNPlane></bpmndi:BPMNDiagram>',
)


def test_nothing_that_came_is_lost_when_it_goes_out_again() -> None:
    root, found = taken(COLOURED)
    out = archives.unpack(archives.pack(found.bundle)).files["leave_request.bpmn"]
    came, went = (Counter(one.tag for one in etree.fromstring(text).iter()) for text in (COLOURED, out))
    assert came == went
    kept = {one.said: one.elements for one in found.lines if one.how == KEPT}
    assert kept == {"look:colour": ("a",), "camunda:asyncBefore": ("a",), "look:note": ("a",)}
    assert report.read(report.written(found.lines)) and "Xin chào" in etree.tostring(root, encoding="unicode")


def test_what_means_nothing_here_goes_out_at_one_word_and_the_rest_stays() -> None:
    _, found = taken(COLOURED)
    clear = clearing.cleared(found.bundle)
    root = etree.fromstring(clear["leave_request.bpmn"])
    words = etree.tostring(root).decode()
    assert "look:" not in words.replace("xmlns:look", "") and "dataObject" not in words and "shape" not in words
    assert root.find(f".//{BPMN}userTask") is not None and "leave_request" in words
    assert clearing.cleared(Bundle("leave_request", clear)) == {}, "a second time there is nothing to take out"


def test_our_own_properties_are_never_overwritten_and_our_own_drawings_come_as_they_are() -> None:
    own = task('xmlns:nq57="urn:nq57:bpmn:1" nq57:form="mine" camunda:formKey="theirs"')
    found = taking.taken_in(own, "x.bpmn")
    assert found.lines == () and found.bundle.files["leave_request.bpmn"] == own


def test_an_older_encoding_is_read_and_kept_as_utf_8() -> None:
    content = b'<?xml version="1.0" encoding="ISO-8859-1"?>' + task().replace(
        b"Decide", "Pr\u00fcfen".encode("latin-1")
    )
    root, found = taken(content)
    assert [one.get("name") for one in root.iter(f"{BPMN}userTask")] == ["Prüfen"]
    assert found.lines[0].ours == 'encoding="UTF-8"' and "says otherwise" not in str(lint.faults(found.bundle))


def test_of_several_processes_the_one_that_runs_is_meant_and_the_others_are_told() -> None:
    other = '<bpmn:process id="other" name="Other"><bpmn:userTask id="x" /></bpmn:process>'
    _, found = taken(drawing('<bpmn:userTask id="a" />', after=other))
    assert found.bundle.key == "leave_request"
    assert [(one.elements, one.how) for one in found.lines] == [(("other",), OPEN)]
    told = [one.sentence for one in lint.faults(found.bundle)]
    assert any("Expected one process" in one for one in told)


def test_thousands_of_steps_of_one_name_are_told_apart_in_no_time() -> None:
    many = drawing("".join(f'<bpmn:task id="T{number}" name="a" />' for number in range(4_000)))
    with within():
        root, _ = taken(many)
    assert {one.get("id") for one in root.iter(f"{BPMN}task")} == {"a", *(f"a_{number}" for number in range(2, 4_001))}


def test_a_thousand_messages_and_events_are_put_together_in_no_time() -> None:
    subscribed = extension('<zeebe:subscription correlationKey="=order" />')
    messages = f'<bpmn:message id="m">{subscribed}</bpmn:message>' * 800
    event = '<bpmn:intermediateCatchEvent id="e{}"><bpmn:messageEventDefinition messageRef="m" /></bpmn:intermediateCatchEvent>'
    with within():
        root, found = taken(drawing("".join(event.format(number) for number in range(1_200)), after=messages))
    assert len(root.findall(f".//{BPMN}intermediateCatchEvent[@{NQ57}correlation='order']")) == 1_200
    assert [line.how for line in found.lines] == [MAPPED] + 799 * [OPEN]


def test_an_encoding_that_hides_signs_from_the_bounds_is_refused_before_it_is_parsed() -> None:
    head = HEAD.encode().removesuffix(b">")
    attributes = b"".join(b' a%d+AD0-""' % number for number in range(20_000))
    with within(), pytest.raises(Refusal, match="UTF-8 text"):
        taking.taken_in(b'<?xml version="1.0" encoding="UTF-7"?>' + head + attributes + b" />", "leave.bpmn")
