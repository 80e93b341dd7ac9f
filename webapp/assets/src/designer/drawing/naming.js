// New elements are named as the house names them: lower case, words, once among all drawings of the process.
import BpmnFactory from "bpmn-js/lib/features/modeling/BpmnFactory";

const snake = (type) => type.replace(/^.*:/, "").replace(/([a-z])([A-Z])/g, "$1_$2").toLowerCase();

export default class NamingFactory extends BpmnFactory {
  constructor(moddle, taken) {
    super(moddle);
    this._taken = taken ?? (() => false);
  }

  _ensureId(element) {
    if (element.id || !this._needsId(element)) return super._ensureId(element);
    const word = element.$type === "bpmn:SequenceFlow" ? "arrow" : snake(element.$type);
    let number = 1;
    while (this._model.ids.assigned(`${word}_${number}`) || this._taken(`${word}_${number}`)) number += 1;
    element.id = `${word}_${number}`;
    this._model.ids.claim(element.id, element);
    return undefined;
  }
}
NamingFactory.$inject = ["moddle", "config.taken"];
