// CodeMirror writes its styles into the page; the page's policy lets in only what carries its nonce.
import { StyleModule as Unsigned } from "../../node_modules/style-mod/src/style-mod.js";

const nonce = document.querySelector("script[nonce]")?.nonce;

export class StyleModule extends Unsigned {
  static mount(root, modules, options = {}) {
    return super.mount(root, modules, { nonce, ...options });
  }
}
