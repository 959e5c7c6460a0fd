// Sends chosen files one by one with progress and a state for each; without it the form sends them all at once.
for (const form of document.querySelectorAll("form[data-uploads]")) {
  const words = form.dataset;
  const find = (name) => document.querySelector(`[data-${name}]`);
  const list = find("coming-list"), said = find("said");

  const row = (file) => {
    const item = list.appendChild(document.createElement("li"));
    const text = item.appendChild(document.createElement("p"));
    text.textContent = file.name;
    const note = text.appendChild(document.createElement("small"));
    const bar = item.appendChild(document.createElement("progress"));
    bar.className = "progress";
    bar.max = 100;
    bar.value = 0;
    bar.setAttribute("aria-label", file.name);
    const tag = item.appendChild(document.createElement("span"));
    tag.className = "tag";
    const say = (state, label, why = "") => {
      tag.dataset.state = state;
      tag.textContent = label;
      note.textContent = why;
      if (state !== "doing") {
        bar.remove();
        said.textContent = `${file.name}: ${label}. ${why}`;
      }
    };
    say("doing", words.coming);
    list.hidden = false;
    return { bar, say, item };
  };

  const show = ({ list: html, title }) => {
    find("kept-title").textContent = title;
    find("kept-list").innerHTML = html; // our own template, escaped by the server
    find("kept").hidden = !html;
    find("none")?.remove();
  };

  const send = (files, drawn) => new Promise((done) => {
    const body = new FormData();
    body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    if (form.elements.document) body.append("document", form.elements.document.value);
    if (files.length > 1) body.append("join", "on");
    for (const file of files) body.append("files", file);
    const asked = new XMLHttpRequest();
    const refuse = (why) => { drawn.say("error", words.refused, why); done(); };
    asked.open("POST", form.getAttribute("action"));
    asked.setRequestHeader("Accept", "application/json");
    asked.upload.onprogress = ({ loaded, total }) => {
      drawn.bar.value = (100 * loaded) / total;
      if (loaded === total) drawn.say("doing", words.checking);
    };
    asked.onerror = () => refuse(words.lost);
    asked.onload = () => {
      let told;
      try { told = JSON.parse(asked.responseText); } catch { return refuse(asked.status === 403 ? words.ended : words.lost); }
      if (!("refused" in told)) return refuse(told.why ?? words.lost);
      show(told);
      if (told.refused.length) return refuse(told.refused.map(({ name, why }) => (files.length > 1 && name ? `${name}: ${why}` : why)).join(" "));
      drawn.say("done", words.taken);
      drawn.item.remove(); // it stands in the list below now
      list.hidden = !list.children.length;
      done();
    };
    asked.send(body);
  });

  const take = async (input) => {
    const files = [...input.files];
    const joined = form.elements.join.checked ? files.filter((file) => file.type.startsWith("image/")) : [];
    const jobs = files.filter((file) => !joined.includes(file)).map((file) => [file]);
    if (joined.length) jobs.unshift(joined);
    const drawn = jobs.map((job) => row(job.length > 1 ? { name: job.map((file) => file.name).join(", ") } : job[0]));
    input.value = "";
    for (const [place, job] of jobs.entries()) {
      if (job.some((file) => file.size > words.most)) drawn[place].say("error", words.refused, words.tooBig);
      else await send(job, drawn[place]);
    }
  };

  // One request at a time, in the order of choosing.
  let queue = Promise.resolve();
  for (const input of form.querySelectorAll("[type=file]")) {
    input.addEventListener("change", () => { queue = queue.then(() => take(input)); });
  }
  form.addEventListener("submit", (event) => {
    if (![...form.querySelectorAll("[type=file]")].some((input) => input.files.length)) event.preventDefault();
  });
}
