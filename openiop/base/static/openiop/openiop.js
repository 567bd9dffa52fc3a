// OpenIOP's one script. Everything works without it; it only reads data attributes.
(function () {
  "use strict";
  var doc = document, body = doc.body;
  function all(selector, root) { return Array.prototype.slice.call((root || doc).querySelectorAll(selector)); }
  function make(tag, className, text) {
    var el = doc.createElement(tag);
    if (className) el.className = className;
    if (text !== undefined) el.textContent = text;
    return el;
  }
  function token() { var meta = doc.querySelector('meta[name="csrf-token"]'); return meta ? meta.content : ""; }

  // -- Leave this page: cover first, then sign out, then go -----------------------------------
  var exit = doc.querySelector("[data-leave][data-beacon]");
  function cover() {
    if (!doc.querySelector(".leave-cover")) body.appendChild(make("div", "leave-cover"));
  }
  function leave() {
    cover();
    doc.title = exit.dataset.coverTitle || " ";
    var icon = doc.querySelector('link[rel="icon"]');
    if (icon) icon.remove();
    var form = new FormData();
    form.append("csrfmiddlewaretoken", token());
    if (navigator.sendBeacon) navigator.sendBeacon(exit.dataset.beacon, form);
    unsaved = function () { return false; };
    location.replace(exit.href);
  }
  if (exit) {
    doc.addEventListener("click", function (event) {
      if (event.target.closest && event.target.closest("[data-leave]")) { event.preventDefault(); leave(); }
    });
    var presses = 0, first = 0, timer, dots;
    doc.addEventListener("keydown", function (event) {
      if (event.key !== "Shift") { if (presses) forget(); return; }
      if (event.repeat) return;
      if (!presses || Date.now() - first > 5000) { forget(); first = Date.now(); }
      presses += 1;
      showDots();
      if (presses >= 3) leave();
    });
    function forget() { presses = 0; clearTimeout(timer); if (dots) { dots.remove(); dots = null; } }
    function showDots() {
      if (!dots) {
        dots = make("div", "leave-dots");
        dots.setAttribute("role", "status");
        for (var i = 0; i < 3; i += 1) dots.appendChild(make("i"));
        dots.appendChild(make("span", "visually-hidden", exit.dataset.dots));
        body.appendChild(dots);
      }
      all("i", dots).forEach(function (dot, i) { dot.className = i < presses ? "on" : ""; });
      clearTimeout(timer);
      timer = setTimeout(forget, 5000 - (Date.now() - first));
    }
  }
  // A page brought back by the Back button shows nothing until the server has said who is here.
  addEventListener("pageshow", function (event) {
    if (event.persisted) { cover(); location.reload(); }
  });

  // -- Print -----------------------------------------------------------------------------------
  all("[data-print]").forEach(function (button) {
    button.hidden = false;
    button.addEventListener("click", function () { print(); });
  });

  // -- The error summary is read first ------------------------------------------------------------
  var summary = doc.querySelector("[data-error-summary]");
  if (summary) summary.focus();

  // -- A form is sent once -------------------------------------------------------------------------
  doc.addEventListener("submit", function (event) {
    var form = event.target;
    if (event.defaultPrevented || form.method === "get" || form.dataset.once === "no") return;
    var now = Date.now();
    if (form.sentAt && now - form.sentAt < 8000) { event.preventDefault(); return; }
    form.sentAt = now;
    form.leaving = true;
  });
  doc.addEventListener("htmx:finally:request", function (event) {
    var form = event.target.closest && event.target.closest("form");
    if (form) { form.sentAt = 0; form.leaving = false; }
  });

  // -- Chips: 1 to 9 choose, Enter goes to the next row -----------------------------------------
  doc.addEventListener("keydown", function (event) {
    var at = event.target;
    if (!at.closest || event.ctrlKey || event.altKey || event.metaKey) return;
    var group = at.closest("[data-chips]"), row = at.closest("[data-row]");
    if (group && /^[1-9]$/.test(event.key)) {
      var choice = all("input", group)[event.key - 1];
      if (choice) { event.preventDefault(); choice.focus(); choice.click(); }
    } else if (row && event.key === "Enter" && !event.shiftKey && (group || at.tagName === "TEXTAREA")) {
      var next = row.nextElementSibling;
      while (next && !next.querySelector("[data-chips] input")) next = next.nextElementSibling;
      event.preventDefault();
      if (next) { next.querySelector("[data-chips] input").focus(); next.scrollIntoView({ block: "nearest" }); } else at.blur();
    }
  });

  // -- Autosave: field by field, kept in this page until the server has it -------------------------
  var keepers = [];
  var unsaved = function () { return keepers.some(function (keeper) { return keeper.open(); }); };

  function Keeper(form) {
    var line = form.querySelector("[data-saved]") || form.appendChild(make("p", "saved"));
    var words = line.dataset, waiting = new Map(), conflicts = new Map(), rejected = new Set();
    var busy = false, wait = 2000, timer;
    function say(state, text) { line.dataset.state = state; line.textContent = text || ""; }
    function values(name) { return new FormData(form).getAll(name).map(String); }
    function put(name, texts) {
      all("[name]", form).filter(function (el) { return el.name === name; }).forEach(function (el) {
        if (el.type === "radio" || el.type === "checkbox") el.checked = texts.indexOf(el.value) >= 0;
        else el.value = texts[0] || "";
      });
    }
    function version(value) {
      var field = form.querySelector('[name="version"]');
      if (field && value !== undefined) field.value = value;
      return field ? field.value : "";
    }
    function later(ms) { clearTimeout(timer); timer = setTimeout(send, ms); }
    function changed(el, ms) {
      if (!el.name || el.type === "hidden" || el.form !== form || conflicts.has(el.name)) return;
      rejected.delete(el.name);
      waiting.set(el.name, values(el.name));
      if (!busy) later(ms);
    }
    function again(state) {
      say(state, state === "signed-out" ? words.signedOut : words.waiting);
      later(wait);
      wait = Math.min(wait * 2, 60000);
    }
    function send() {
      clearTimeout(timer);
      if (busy || !waiting.size) return;
      var name = waiting.keys().next().value, sent = waiting.get(name), load = new URLSearchParams();
      load.append("field", name);
      sent.forEach(function (text) { load.append("value", text); });
      load.append("version", version());
      load.append("csrfmiddlewaretoken", token());
      busy = true;
      if (!line.dataset.state || line.dataset.state === "saved") say("saving", words.saving);
      var stop = new AbortController(), limit = setTimeout(function () { stop.abort(); }, 15000);
      fetch(form.dataset.autosave, {
        method: "POST", body: load, redirect: "manual", credentials: "same-origin", signal: stop.signal,
        headers: { "X-Autosave": "1", Accept: "application/json" }
      }).then(function (answer) {
        if (answer.type === "opaqueredirect") return "signed-out";
        if (answer.status === 403) return freshToken().then(function () { return "signed-out"; });
        if (answer.ok || answer.status === 409) return answer.json().then(function (reply) { took(answer.status, name, sent, reply); });
        if (answer.status === 400 || answer.status === 422) return answer.text().then(function (text) { refused(name, sent, text); });
        return "waiting";
      }).catch(function () { return "waiting"; }).then(function (state) {
        clearTimeout(limit);
        busy = false;
        if (state) again(state);
        else { wait = 2000; if (waiting.size) later(0); }
      });
    }
    function done(name, sent) {
      if (String(waiting.get(name)) === String(sent)) waiting.delete(name);
    }
    function took(status, name, sent, reply) {
      var theirs = [].concat(reply.value === undefined ? [] : reply.value).map(String);
      version(reply.version);
      if (status === 409 && String(theirs) !== String(sent)) { waiting.delete(name); conflict(name, theirs); return; }
      done(name, sent);
      if (!waiting.size && !conflicts.size && !rejected.size) say("saved", (words.done || "").replace("%s", reply.saved_at || clock()));
      form.dispatchEvent(new CustomEvent("kept", { bubbles: true }));
    }
    function clock() { var now = new Date(); return ("0" + now.getHours()).slice(-2) + ":" + ("0" + now.getMinutes()).slice(-2); }
    function refused(name, sent, text) {
      var shown = words.refused || "";
      try { shown = JSON.parse(text).message || shown; } catch (error) {
        var page = new DOMParser().parseFromString(text, "text/html").body.textContent.trim();
        if (page && page.length < 400) shown = page;
      }
      done(name, sent);
      rejected.add(name);
      say("waiting", shown);
    }
    function conflict(name, theirs) {
      var box = make("div", "conflict"), mine = values(name);
      conflicts.set(name, box);
      [[words.theirs, theirs], [words.yours, mine]].forEach(function (pair) {
        box.appendChild(make("b", "", pair[0]));
        box.appendChild(make("p", "conflict__text", pair[1].join(", ")));
      });
      [[words.keep, false], [words.take, true]].forEach(function (choice) {
        var button = make("button", "button button--second button--small", choice[0]);
        button.type = "button";
        button.addEventListener("click", function () {
          box.remove();
          conflicts.delete(name);
          if (choice[1]) { put(name, theirs); say("", ""); } else { waiting.set(name, values(name)); send(); }
        });
        box.appendChild(button);
        box.appendChild(doc.createTextNode(" "));
      });
      line.after(box);
      say("waiting", words.conflict);
    }
    form.addEventListener("input", function (event) { changed(event.target, 3000); });
    form.addEventListener("change", function (event) { changed(event.target, 0); });
    form.addEventListener("focusout", function (event) { if (waiting.has(event.target.name)) later(0); });
    addEventListener("online", send);
    this.open = function () { return waiting.size + conflicts.size + rejected.size > 0 && !form.leaving; };
  }
  function freshToken() {
    return fetch(location.href, { credentials: "same-origin", redirect: "manual" }).then(function (answer) {
      return answer.ok ? answer.text() : "";
    }).then(function (text) {
      var meta = new DOMParser().parseFromString(text, "text/html").querySelector('meta[name="csrf-token"]');
      if (meta) doc.querySelector('meta[name="csrf-token"]').content = meta.content;
    }).catch(function () {});
  }
  function keep(root) {
    all("form[data-autosave]", root).forEach(function (form) {
      if (!form.kept) { form.kept = true; keepers.push(new Keeper(form)); }
    });
  }
  keep(doc);
  doc.addEventListener("htmx:after:swap", function () { keep(doc); });
  addEventListener("beforeunload", function (event) { if (unsaved()) event.preventDefault(); });

  // -- Before she is signed out: said once, politely, with a way to stay --------------------------
  var limit = doc.querySelector("[data-timeout]");
  if (limit) {
    var panel = limit.firstElementChild, quiet = (limit.dataset.timeout - limit.dataset.warn) * 1000, due;
    var start = function () { panel.hidden = true; clearTimeout(due); due = setTimeout(function () { panel.hidden = false; }, quiet); };
    limit.querySelector("[data-stay]").addEventListener("click", function () {
      fetch(location.href, { credentials: "same-origin" }).then(start, start);
    });
    start();
  }
})();
