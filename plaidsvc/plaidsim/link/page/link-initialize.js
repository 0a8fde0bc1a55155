// plaidsim's Link script: defines window.Plaid for any page that expects
// Plaid's. The panes themselves live in a frame on plaidsim's origin and talk
// to this script by postMessage.
(() => {
  "use strict";

  const home = new URL(document.currentScript.src);
  const nothing = () => {};

  function newFrame() {
    const frame = document.createElement("iframe");
    frame.src = new URL("link.html", home).href;
    frame.title = "Link (simulator)";
    frame.allow = "clipboard-write";
    Object.assign(frame.style, { display: "block", width: "100%", height: "100%", border: "0", background: "transparent", colorScheme: "light dark" });
    return frame;
  }

  // A modal dialog keeps the keyboard inside the frame and gives the focus
  // back afterwards.
  function newDialog(frame) {
    const dialog = document.createElement("dialog");
    Object.assign(dialog.style, {
      position: "fixed", inset: "0", width: "100%", height: "100%", maxWidth: "none", maxHeight: "none",
      margin: "0", padding: "0", border: "0", background: "transparent", overflow: "hidden",
    });
    dialog.setAttribute("aria-label", "Link");
    dialog.append(frame);
    document.body.append(dialog);
    return dialog;
  }

  // connect runs one frame: it hands over what Link was created with and
  // passes what comes back to the page's callbacks.
  function connect(frame, config, { close, extra }) {
    const { token, onSuccess = nothing, onExit = nothing, onEvent = nothing, onLoad = nothing, receivedRedirectUri = null } = config;
    const waiting = [];
    let ready = false;

    const send = (message) => {
      if (ready) frame.contentWindow?.postMessage(message, home.origin);
      else waiting.push(message);
    };

    function receive(event) {
      if (event.source !== frame.contentWindow || event.origin !== home.origin) return;
      const { type, name, url, publicToken, error, metadata } = event.data;
      switch (type) {
        case "ready":
          ready = true;
          send({ type: "configure", token, receivedRedirectUri, ...extra });
          for (const message of waiting.splice(0)) send(message);
          onLoad();
          break;
        case "event":
          onEvent(name, metadata);
          break;
        case "success":
          close();
          onSuccess(publicToken, metadata);
          break;
        case "exit":
          close();
          onExit(error, metadata);
          break;
        case "navigate":
          if (new URL(url).origin === home.origin) location.assign(url);
          break;
      }
    }

    window.addEventListener("message", receive);
    return { send, disconnect: () => window.removeEventListener("message", receive) };
  }

  function create(config) {
    if (!config || !config.token) throw new Error("Plaid.create needs a token");
    const frame = newFrame();
    const dialog = newDialog(frame);
    let overflow = "";
    let opened = false;

    const close = () => {
      if (!opened) return;
      opened = false;
      document.documentElement.style.overflow = overflow;
      dialog.close();
    };
    const link = connect(frame, config, { close, extra: {} });

    dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      link.send({ type: "leave", force: false });
    });
    dialog.addEventListener("close", () => {
      if (opened) link.send({ type: "leave", force: true });
    });

    return {
      open() {
        if (opened) return;
        opened = true;
        overflow = document.documentElement.style.overflow;
        document.documentElement.style.overflow = "hidden";
        dialog.showModal();
        frame.focus();
        link.send({ type: "open" });
      },
      exit(options, callback) {
        link.send({ type: "leave", force: Boolean(options?.force) });
        callback?.();
      },
      submit: nothing,
      destroy() {
        close();
        link.disconnect();
        dialog.remove();
      },
    };
  }

  function createEmbedded(config, node) {
    const frame = newFrame();
    Object.assign(frame.style, { height: "36rem", maxHeight: "100vh" });
    node.append(frame);
    const link = connect(frame, config, { close: nothing, extra: { embedded: true } });
    link.send({ type: "open" });
    return {
      destroy() {
        link.disconnect();
        frame.remove();
      },
    };
  }

  // react-plaid-link loads Plaid's script from its CDN unless a script element
  // with that address is there. This one is, and the browser does not load it.
  function standIn() {
    const address = "https://cdn.plaid.com/link/v2/stable/link-initialize.js";
    if (document.querySelector(`script[src="${address}"]`)) return;
    const script = document.createElement("script");
    script.type = "text/plain";
    script.src = address;
    document.head.append(script);
  }

  window.Plaid = { create, createEmbedded };
  standIn();
})();
