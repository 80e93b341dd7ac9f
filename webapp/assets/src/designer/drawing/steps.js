// Our usual steps as ready sets: what stands in the country's own drawings, to be put down in one piece.
import { N_ } from "../words.js";
const APPROVED = { vi: "Chấp thuận?", en: "Approved?" };
const SIGNED = { vi: "Đã ký xác nhận?", en: "Signed off?" };

// Each: words of the palette, icon, and the elements from left to right. Names are those of the drawing, in both languages.
export const STEPS = {
  submission: {
    words: N_("Submission: somebody carries out and submits a result"),
    icon: "nq57-icon-submission",
    elements: [
      {
        type: "bpmn:UserTask",
        name: { vi: "Thực hiện và nộp kết quả", en: "Carry out and submit the result" },
        "nq57:step": "submission", "nq57:candidates": "members_of(lead_unit)", "nq57:due": "task.due_at",
        "nq57:priority": "task.priority", "nq57:ladder": "submission", form: "submit_result",
      },
    ],
  },
  verification: {
    words: N_("Four eyes: somebody else verifies the result"),
    icon: "nq57-icon-verification",
    elements: [
      { type: "bpmn:CallActivity", name: { vi: "Thẩm định kết quả", en: "Verify the result" }, calledElement: "verification" },
      { type: "bpmn:ExclusiveGateway", name: APPROVED, yes: 'verification_outcome == "approved"' },
    ],
  },
  sign_off: {
    words: N_("Sign-off: the assigning unit confirms completion"),
    icon: "nq57-icon-sign-off",
    elements: [
      { type: "bpmn:CallActivity", name: { vi: "Ký xác nhận hoàn thành", en: "Sign off the completion" }, calledElement: "sign_off" },
      { type: "bpmn:ExclusiveGateway", name: SIGNED, yes: 'sign_off_outcome == "signed_off"' },
    ],
  },
  escalation: {
    words: N_("Escalation: when it is overdue, the next level is told"),
    icon: "nq57-icon-escalation",
    hangs: { type: "bpmn:BoundaryEvent", name: { vi: "Quá hạn", en: "Overdue" }, message: "overdue" },
    elements: [
      { type: "bpmn:CallActivity", name: { vi: "Báo cáo, xử lý quá hạn", en: "Escalation" }, calledElement: "escalation" },
      { type: "bpmn:EndEvent", name: { vi: "Đã xử lý quá hạn", en: "Escalation ended" } },
    ],
  },
};
const BETWEEN = 60;
const TASK = { width: 120, height: 80 };

// The shapes of a set, laid out in a row.
export function laidOut(step, { elementFactory, bpmnFactory, forms }) {
  const shapes = [];
  let x = 0;
  for (const { type, name, form, yes: _yes, ...attributes } of step.elements) {
    const businessObject = bpmnFactory.create(type, { name: name.vi, "nq57:nameEn": name.en, ...attributes });
    if (form && forms.includes(form)) businessObject.set("nq57:form", form);
    const size = type.endsWith("Task") || type.endsWith("Activity") ? TASK : {};
    const shape = elementFactory.createShape({ type, businessObject, ...size });
    Object.assign(shape, { x, y: -shape.height / 2 });
    x += shape.width + BETWEEN;
    shapes.push(shape);
  }
  return shapes;
}

// The arrows between them, for who puts them down in one piece; who appends one shape to the other gets arrows by that.
export function arrowsOf(shapes, elementFactory) {
  return shapes.slice(1).map((target, at) => {
    const source = shapes[at];
    const waypoints = [{ x: source.x + source.width, y: 0 }, { x: target.x, y: 0 }];
    return elementFactory.createConnection({ type: "bpmn:SequenceFlow", source, target, waypoints });
  });
}
