/* What the telephone keeps, in IndexedDB: items not yet sent with their files, what was sent, and the kit taken along. */
const NAME = "shaoxiang-field";
const STORES = { items: "id", files: "key", sent: "id", kit: "name" };
const SENT_KEPT = 20;

let opened;
const open = () =>
  (opened ||= new Promise((done, fail) => {
    const asked = indexedDB.open(NAME, 1);
    asked.onupgradeneeded = () => {
      Object.entries(STORES).forEach(([name, keyPath]) => asked.result.createObjectStore(name, { keyPath }));
    };
    asked.onsuccess = () => {
      asked.result.onversionchange = () => asked.result.close();
      done(asked.result);
    };
    asked.onerror = () => fail(asked.error);
  }));

const answered = (request) =>
  new Promise((done, fail) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => fail(request.error);
  });

/** One transaction; resolves when it is on the disk, with what `work` returned. */
const act = async (names, mode, work) => {
  const base = await open();
  return new Promise((done, fail) => {
    const step = base.transaction(names, mode, mode === "readwrite" ? { durability: "strict" } : {});
    let result;
    step.oncomplete = () => done(result);
    step.onabort = step.onerror = () => fail(step.error || new Error("aborted"));
    Promise.resolve(work(...names.map((name) => step.objectStore(name)))).then(
      (given) => (result = given),
      (error) => {
        fail(error);
        step.abort();
      },
    );
  });
};

export const items = () => act(["items"], "readonly", (all) => answered(all.getAll())).then((rows) => rows.sort((a, b) => a.made_at.localeCompare(b.made_at)));
export const item = (id) => act(["items"], "readonly", (all) => answered(all.get(id)));
export const filesOf = async (one) => {
  const found = await act(["files"], "readonly", (all) => Promise.all(one.files.map((key) => answered(all.get(key)))));
  return found.filter(Boolean);
};

/** An item with its files, whole or not at all. Replaces an earlier one of that id, and drops files it no longer names. */
export const put = (one, files = []) =>
  act(["items", "files"], "readwrite", async (all, kept) => {
    const before = await answered(all.get(one.id));
    (before ? before.files : []).filter((key) => !one.files.includes(key)).forEach((key) => kept.delete(key));
    files.forEach((file) => kept.put(file));
    all.put(one);
  });

export const putFile = (file) => act(["files"], "readwrite", (kept) => void kept.put(file));

export const drop = (one) =>
  act(["items", "files"], "readwrite", (all, kept) => {
    one.files.forEach((key) => kept.delete(key));
    all.delete(one.id);
  });

/** The server has it: off the queue, on the list of what was sent. */
export const settle = (one, line) =>
  act(["items", "files", "sent"], "readwrite", async (all, kept, sent) => {
    one.files.forEach((key) => kept.delete(key));
    all.delete(one.id);
    sent.put(line);
    const lines = (await answered(sent.getAll())).sort((a, b) => b.at.localeCompare(a.at));
    lines.slice(SENT_KEPT).forEach((old) => sent.delete(old.id));
  });

export const sent = () => act(["sent"], "readonly", (all) => answered(all.getAll())).then((rows) => rows.sort((a, b) => b.at.localeCompare(a.at)));
export const kit = (name = "kit") => act(["kit"], "readonly", (all) => answered(all.get(name)));
export const putKit = (value, name = "kit") => act(["kit"], "readwrite", (all) => void all.put({ ...value, name_: value.name, name }));

/** Signed out: everything goes but what has not been sent, and the public list of types. */
export const forget = () =>
  act(["kit", "sent"], "readwrite", async (all, sent) => {
    const held = await answered(all.get("kit"));
    sent.clear();
    all.clear();
    if (held) all.put({ name: "kit", types: held.types, danger: held.danger, numbers: held.numbers, grids: [], inCharge: [], tasks: [], post: null });
  });
