// The status page. Everything that comes from the server is shown as text, never as markup: names, reasons and above all records are hostile input.

const words = { idle: 'Idle', flowing: 'Flowing', degraded: 'Degraded', blocked: 'Blocked', stopped: 'Stopped' };
const kinds = { source: 'Source', router: 'Router', route: 'Route', processor: 'Processor', sink: 'Sink' };
const rank = ['idle', 'flowing', 'degraded', 'blocked'];
const colors = { idle: '#67707c', flowing: '#12733b', degraded: '#b26a00', blocked: '#b3261e', stopped: '#535c68' };
const sampleEvery = 2000;
const mostSamples = 150;
const mostTail = 50;
const pollEvery = 3000;
const silence = 40000; // The server says something at least every 15 seconds.

const pipes = new Map(); // name -> { status, signature, view }
const samples = new Map(); // pipe and component -> [{ time, records }]
let selected = null; // { pipe, id, view, tail }

const byId = id => document.getElementById(id);
const whole = new Intl.NumberFormat('en');
const fine = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const day = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', second: '2-digit' });

// ---- elements

function put(node, attributes, children) {
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (name === 'text') {
      node.textContent = value;
    } else if (value !== undefined && value !== null && value !== false) {
      node.setAttribute(name, value === true ? '' : value);
    }
  }
  node.append(...children.filter(Boolean));
  return node;
}

const el = (tag, attributes, ...children) => put(document.createElement(tag), attributes, children);
const svg = (tag, attributes, ...children) => put(document.createElementNS('http://www.w3.org/2000/svg', tag), attributes, children);

function setText(node, text) {
  if (node.textContent !== text) {
    node.textContent = text;
  }
}

function mark(state) {
  return el('span', { class: 'mark', 'data-state': state, 'aria-hidden': 'true' }, svg('svg', { focusable: 'false' }, svg('use', { href: `#${state}` })));
}

function setMark(node, state) {
  if (node.dataset.state !== state) {
    node.dataset.state = state;
    node.querySelector('use').setAttribute('href', `#${state}`);
  }
}

// Characters that would hide or turn round what stands beside them are shown by their numbers.
const visible = text => text.replace(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u2028\u2029\u2060-\u2069\p{Cf}]/gu, c => {
  const digits = c.codePointAt(0).toString(16).padStart(4, '0');
  return digits.length > 4 ? `\\u{${digits}}` : `\\u${digits}`;
});

// ---- words

const records = n => `${whole.format(n)} ${n === 1 ? 'record' : 'records'}`;
const pace = perSecond => `${perSecond >= 0.05 || perSecond === 0 ? fine.format(perSecond) : '<0.1'}/s`;

function bytes(n) {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  let unit = 0;
  while (n >= 1024 && unit < units.length - 1) {
    n /= 1024;
    unit++;
  }
  return `${fine.format(n)} ${units[unit]}`;
}

function span(seconds) {
  return seconds < 60 ? `${fine.format(seconds)} s` : seconds < 3600 ? `${Math.floor(seconds / 60)} min` : seconds < 86400 ? `${fine.format(seconds / 3600)} h` : `${fine.format(seconds / 86400)} d`;
}

function since(time, now) {
  const from = new Date(time);
  const seconds = Math.max(0, Math.floor((new Date(now) - from) / 1000));
  return `${seconds < 43200 ? clock.format(from) : day.format(from)} (${span(seconds)} ago)`;
}

// ---- feed

let stream = null;
let pollTimer = 0;
let heardAt = 0;
let startedAt = 0;
let retryAt = 0;
let lostAt = null;

function showFeed(way, text) {
  const feed = byId('feed');
  if (feed.dataset.way !== way) {
    if (way === 'lost') {
      announce(text);
    } else if (feed.dataset.way === 'lost') {
      announce('Connected again');
    }
    feed.dataset.way = way;
  }
  setText(feed, text);
}

function connect() {
  if (document.hidden || stream) {
    return;
  }
  startedAt = Date.now();
  stream = new EventSource('events');
  stream.addEventListener('status', message => {
    heard();
    take(JSON.parse(message.data));
  });
  stream.addEventListener('beat', heard);
  stream.onerror = () => {
    if (stream?.readyState === EventSource.CLOSED) {
      stream = null;
      retryAt = Date.now() + 30000;
    }
    startPolling();
  };
}

function disconnect() {
  stream?.close();
  stream = null;
  stopPolling();
}

function heard() {
  heardAt = Date.now();
  lostAt = null;
  stopPolling();
  showFeed('live', 'Live');
}

function startPolling() {
  if (!pollTimer && !document.hidden) {
    pollTimer = setTimeout(poll, 0);
  }
}

function stopPolling() {
  clearTimeout(pollTimer);
  pollTimer = 0;
}

async function poll() {
  const mine = pollTimer;
  try {
    const answer = await fetch('status', { cache: 'no-store' });
    if (!answer.ok || answer.redirected) {
      throw new Error(answer.redirected || answer.status === 401 || answer.status === 403 ? 'You may not see this page any more' : `The server answers ${answer.status}`);
    }
    take(await answer.json());
    lostAt = null;
    if (pollTimer === mine) {
      showFeed('polling', `Asking every ${pollEvery / 1000} seconds`);
    }
  } catch (problem) {
    lostAt ??= new Date();
    if (pollTimer === mine) {
      showFeed('lost', `${problem instanceof TypeError || problem instanceof SyntaxError ? 'No connection' : problem.message} since ${clock.format(lostAt)}. What you see is of then.`);
    }
  }
  if (pollTimer === mine) {
    pollTimer = setTimeout(poll, pollEvery);
  }
}

function watch() {
  const now = Date.now();
  if (!stream && now >= retryAt) {
    connect();
  } else if (stream && now - Math.max(heardAt, startedAt) > (heardAt >= startedAt ? silence : 5000)) {
    // It may be held back by something in between. It stays open, in case it is not for ever.
    startPolling();
  }
}

document.addEventListener('visibilitychange', () => {
  // A browser has few connections to one server: pages that nobody looks at leave theirs to the others.
  if (document.hidden) {
    disconnect();
    selected?.tail.stop();
  } else {
    connect();
    selected?.tail.start();
  }
});

// ---- announcements

let announcements = [];

function announce(text) {
  announcements.push(text);
  if (announcements.length === 1) {
    setTimeout(() => {
      byId('live').textContent = announcements.slice(0, 5).map(text => (text.endsWith('.') ? text : `${text}.`)).join(' ');
      announcements = [];
    }, 300);
  }
}

// ---- the picture

function take(statuses) {
  for (const status of statuses) {
    const known = pipes.get(status.name);
    if (known) {
      tellChanges(known.status, status);
    }
    const pipe = known ?? {};
    pipe.status = status;
    pipes.set(status.name, pipe);
    render(pipe);
  }
  const states = [...pipes.values()].map(pipe => pipe.status.state);
  const worst = states.reduce((a, b) => (rank.indexOf(b) > rank.indexOf(a) ? b : a), states[0] ?? 'stopped');
  setText(document.querySelector('title'), `${words[worst]} – Fluency.Ingest`);
  byId('icon').href = `data:image/svg+xml,${encodeURIComponent(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><circle cx="8" cy="8" r="7" fill="${colors[worst]}"/></svg>`)}`;
  if (selected) {
    updatePanel();
  }
}

function tellChanges(before, after) {
  const states = new Map(before.components.map(component => [component.id, component.state]));
  for (const component of after.components) {
    const was = states.get(component.id);
    if (was && was !== component.state) {
      const where = pipes.size > 1 ? `${after.name}, ` : '';
      announce(`${where}${component.kind} ${component.name}: ${words[component.state]}${component.state === 'blocked' || component.state === 'degraded' ? `. ${component.reason}` : ''}`);
    }
  }
}

function signatureOf(status) {
  return JSON.stringify([status.components.map(c => [c.id, c.kind, c.name, c.parent]), status.connections.map(c => [c.from, c.to, c.kind])]);
}

function render(pipe) {
  const signature = signatureOf(pipe.status);
  if (pipe.signature !== signature) {
    const view = build(pipe.status);
    if (pipe.view) {
      pipe.view.resizes.disconnect();
      pipe.view.section.replaceWith(view.section);
    } else {
      byId('pipes').append(view.section);
    }
    pipe.signature = signature;
    pipe.view = view;
  }
  update(pipe);
}

function build(status) {
  const view = { nodes: new Map(), wires: [] };
  const node = (component, small) => {
    const parts = {
      mark: mark(component.state),
      name: el('span', { class: 'name', text: visible(component.name) }),
      word: el('span', { class: 'word' }),
      figures: el('span', { class: 'figures' }),
      why: el('span', { class: 'why', hidden: true }),
    };
    const kind = component.isQuarantine ? 'Quarantine' : kinds[component.kind];
    const button = el('button', { type: 'button', class: small ? 'node small' : 'node', 'aria-expanded': 'false', 'aria-controls': 'panel', 'data-id': component.id },
      parts.mark,
      el('span', {}, parts.name, ' ', el('span', { class: 'kind', text: kind })),
      el('span', {}, parts.word, ' ', parts.figures),
      parts.why);
    button.addEventListener('click', () => openPanel(status.name, component.id));
    view.nodes.set(component.id, { button, ...parts, box: button });
    return button;
  };
  const of = kind => status.components.filter(component => component.kind === kind);
  const partsOf = (kind, parent) => of(kind).filter(component => component.parent === parent.id);
  const router = component => {
    const box = el('li', { class: 'router' }, node(component), el('ol', { class: 'routes' }, ...partsOf('route', component).map(route => {
      const processors = partsOf('processor', route);
      return el('li', { class: 'route' }, node(route, true), processors.length > 0 && el('ol', { class: 'processors' }, ...processors.map(one => el('li', {}, node(one, true)))));
    })));
    view.nodes.get(component.id).box = box;
    for (const route of partsOf('route', component)) {
      view.nodes.get(route.id).box = box;
    }
    return box;
  };
  const column = (title, items) => el('div', { class: 'column' }, el('h3', { text: title }), el('ul', {}, ...items));
  view.svg = svg('svg', { class: 'wires', 'aria-hidden': 'true', focusable: 'false' });
  view.picture = el('div', { class: 'picture' },
    view.svg,
    column('Sources', of('source').map(component => el('li', {}, node(component)))),
    column('Routers', of('router').map(router)),
    column('Sinks', of('sink').map(component => el('li', {}, node(component)))));
  view.mark = mark(status.state);
  view.word = el('span', { class: 'word' });
  view.reason = el('p', { class: 'pipe-reason' });
  view.summary = el('ul', {});
  const heading = el('h2', { text: visible(status.name) });
  view.section = el('section', { class: 'pipe', 'aria-label': `Pipe ${visible(status.name)}` },
    el('div', { class: 'pipe-head' }, view.mark, heading, view.word),
    view.reason,
    view.picture,
    el('div', { class: 'unseen' }, el('h3', { text: 'Connections' }), view.summary));
  for (const connection of status.connections) {
    // Routes stand inside their router: no line is needed there.
    const isDrawn = !connection.to.startsWith('route:');
    const line = isDrawn && svg('path', { class: 'wire' });
    const amount = isDrawn && svg('text', { class: 'amount' });
    const speed = isDrawn && svg('text', { class: 'pace' });
    const words = el('li', {});
    view.summary.append(words);
    view.wires.push({ connection, line, amount, speed, words });
  }
  view.svg.append(...view.wires.flatMap(wire => [wire.line, wire.amount, wire.speed]).filter(Boolean));
  view.resizes = new ResizeObserver(() => draw(view));
  view.resizes.observe(view.picture);
  for (const { button } of view.nodes.values()) {
    view.resizes.observe(button);
  }
  return view;
}

function update({ status, view }) {
  setMark(view.mark, status.state);
  view.section.dataset.state = status.state;
  setText(view.word, words[status.state]);
  setText(view.reason, visible(status.reason));
  for (const component of status.components) {
    const node = view.nodes.get(component.id);
    node.button.dataset.state = component.state;
    setMark(node.mark, component.state);
    setText(node.word, words[component.state]);
    setText(node.figures, `${records(component.counters.records)} · ${pace(component.rate.recordsPerSecond)}`);
    const needsWords = component.state === 'blocked' || component.state === 'degraded';
    node.why.hidden = !needsWords;
    setText(node.why, needsWords ? visible(component.reason) : '');
    const isOpen = selected?.pipe === status.name && selected.id === component.id;
    node.button.setAttribute('aria-expanded', String(isOpen));
  }
  status.connections.forEach((connection, index) => {
    const wire = view.wires[index];
    const from = view.nodes.get(connection.from);
    const to = view.nodes.get(connection.to);
    setText(wire.words, `${from.name.textContent} to ${to.name.textContent}: ${records(connection.records)}, ${pace(connection.rate.recordsPerSecond)}`);
    if (wire.line) {
      wire.line.classList.toggle('moving', connection.rate.recordsPerSecond > 0);
      wire.line.classList.toggle('side', connection.kind !== 'main');
      const isSaid = connection.kind === 'main' || connection.records > 0;
      setText(wire.amount, isSaid ? whole.format(connection.records) : '');
      setText(wire.speed, isSaid ? pace(connection.rate.recordsPerSecond) : '');
    }
  });
}

function draw(view) {
  const origin = view.picture.getBoundingClientRect();
  const isNarrow = getComputedStyle(view.picture).gridTemplateColumns.split(' ').length === 1;

  // Lines meet a box at its first rows, however long the reason below them is.
  const place = ({ box, button }) => {
    const [outer, inner] = [box.getBoundingClientRect(), button.getBoundingClientRect()];
    const top = inner.top - origin.top;
    const height = Math.min(inner.height, 66);
    return { left: outer.left - origin.left, right: outer.right - origin.left, bottom: outer.bottom - origin.top, top, height, middle: top + height / 2 };
  };
  const drawn = view.wires.filter(wire => wire.line).map(wire => {
    const from = view.nodes.get(wire.connection.from);
    const to = view.nodes.get(wire.connection.to);
    const start = place(from);
    if (from.box !== from.button && wire.connection.kind !== 'main' && !isNarrow) {
      // What no route takes leaves a router below its routes.
      start.middle = start.bottom - 14;
    }
    const goal = place(to);
    return { wire, start, goal, to };
  });
  for (const one of drawn) {
    // Several lines to one component end beside each other, in the order in which they come.
    const peers = drawn.filter(other => other.to === one.to && other.start.left !== other.goal.left).sort((a, b) => a.start.middle - b.start.middle);
    const { start, goal, wire } = one;
    const end = peers.length > 1 && peers.includes(one) ? goal.top + goal.height * (peers.indexOf(one) + 1) / (peers.length + 1) : goal.middle;
    if (isNarrow) {
      const gutter = wire.connection.kind === 'main' ? 8 : 2;
      wire.line.setAttribute('d', `M${start.left} ${start.middle}H${gutter}V${end}H${goal.left}`);
    } else if (Math.abs(start.left - goal.left) < 1) {
      const out = start.right + 18;
      wire.line.setAttribute('d', `M${start.right} ${start.middle}C${out} ${start.middle} ${out} ${end} ${goal.right} ${end}`);
      move(wire, out - 6, (start.middle + end) / 2);
    } else {
      const half = (start.right + goal.left) / 2;
      wire.line.setAttribute('d', `M${start.right} ${start.middle}C${half} ${start.middle} ${half} ${end} ${goal.left} ${end}`);
      move(wire, half, (start.middle + end) / 2);
    }
  }
}

function move(wire, x, y) {
  wire.amount.setAttribute('x', x);
  wire.amount.setAttribute('y', y - 7);
  wire.speed.setAttribute('x', x);
  wire.speed.setAttribute('y', y + 16);
}

// ---- samples

const keyOf = (pipe, id) => JSON.stringify([pipe, id]);

function sample() {
  const time = Date.now();
  for (const { status } of pipes.values()) {
    for (const component of status.components) {
      const key = keyOf(status.name, component.id);
      const list = samples.get(key) ?? [];
      list.push({ time, records: component.counters.records });
      if (list.length > mostSamples + 1) {
        list.shift();
      }
      samples.set(key, list);
    }
  }
  if (selected) {
    drawChart();
  }
}

function drawChart() {
  const { view } = selected;
  const list = samples.get(keyOf(selected.pipe, selected.id)) ?? [];
  const rates = list.slice(1).map((one, index) => Math.max(0, one.records - list[index].records) * 1000 / Math.max(1, one.time - list[index].time));
  const most = Math.max(1, ...rates);
  const steps = Math.max(29, rates.length - 1); // A minute fills it at first, five in the end.
  const points = rates.map((rate, index) => `${300 - (rates.length - 1 - index) * 300 / steps} ${78 - rate / most * 72}`);
  view.curve.setAttribute('d', points.length > 1 ? `M${points.join('L')}` : '');
  view.area.setAttribute('d', points.length > 1 ? `M${points[0].split(' ')[0]} 78L${points.join('L')}L300 78Z` : '');
  const minutes = span(Math.round(rates.length * sampleEvery / 1000));
  const now = rates.at(-1) ?? 0;
  const highest = Math.max(0, ...rates);
  view.chart.setAttribute('aria-label', `Records a second over the last ${minutes}: ${pace(now)} now, ${pace(highest)} at most`);
  setText(view.chartStart, rates.length > 1 ? `last ${minutes}, at most ${pace(highest)}` : 'drawn from now on');
  setText(view.chartEnd, `${pace(now)} now`);
}

// ---- the panel

function componentOf({ pipe, id }) {
  const status = pipes.get(pipe)?.status;
  return { status, component: status?.components.find(component => component.id === id) };
}

function openPanel(pipe, id) {
  if (selected?.pipe === pipe && selected.id === id) {
    closePanel();
    return;
  }
  selected?.tail.stop();
  const { status, component } = componentOf({ pipe, id });
  const close = el('button', { type: 'button', class: 'plain', text: 'Close' });
  close.addEventListener('click', closePanel);
  const view = {
    mark: mark(component.state),
    title: el('h2', { id: 'panel-title', tabindex: '-1', text: visible(component.name) }),
    word: el('span', { class: 'word' }),
    since: el('span', { class: 'kind' }),
    why: el('p', { class: 'why' }),
    facts: el('dl', { class: 'facts' }),
    errors: el('ul', { class: 'errors' }),
    noErrors: el('p', { class: 'tail-word', text: 'None so far.' }),
    area: svg('path', { class: 'area' }),
    curve: svg('path', { class: 'curve' }),
    chartStart: el('span', {}),
    chartEnd: el('span', {}),
    lines: new Map(),
  };
  view.chart = svg('svg', { class: 'chart', role: 'img', viewBox: '0 0 300 80', preserveAspectRatio: 'none' }, svg('path', { class: 'base', d: 'M0 78H300' }), view.area, view.curve);
  const tail = makeTail(pipe, id);
  selected = { pipe, id, view, tail };
  const kind = component.isQuarantine ? 'Quarantine (sink)' : kinds[component.kind];
  const panel = byId('panel');
  panel.replaceChildren(
    el('header', {}, view.mark, el('div', {}, view.title, el('p', { class: 'kind', text: [kind, component.type, pipes.size > 1 && `pipe ${visible(status.name)}`].filter(Boolean).join(' · ') })), close),
    el('div', {}, view.word, ' ', view.since, view.why),
    el('div', {}, el('h3', { text: 'Records a second' }), view.chart, el('p', { class: 'chart-words' }, view.chartStart, view.chartEnd)),
    el('div', {}, el('h3', { text: 'Figures' }), view.facts),
    el('div', {}, el('h3', { text: 'Last errors' }), view.errors, view.noErrors),
    tail.element);
  panel.hidden = false;
  updatePanel();
  drawChart();
  tail.start();
  pipes.forEach(update);
  view.title.focus({ preventScroll: true });
  panel.scrollIntoView({ block: 'nearest' });
}

function closePanel() {
  const { pipe, id, tail } = selected;
  tail.stop();
  selected = null;
  byId('panel').hidden = true;
  byId('panel').replaceChildren();
  pipes.forEach(update);
  pipes.get(pipe)?.view.nodes.get(id)?.button.focus();
}

document.addEventListener('keydown', event => {
  if (event.key === 'Escape' && selected) {
    closePanel();
  }
});

function updatePanel() {
  const { status, component } = componentOf(selected);
  if (!component) {
    closePanel();
    return;
  }
  const { view } = selected;
  byId('panel').dataset.state = component.state;
  setMark(view.mark, component.state);
  setText(view.word, words[component.state]);
  setText(view.since, `since ${since(component.since, status.time)}`);
  setText(view.why, visible(component.reason));
  const facts = [...factsOf(status, component)];
  for (const [name, value] of facts) {
    let line = view.lines.get(name);
    if (!line) {
      line = el('dd', {});
      view.lines.set(name, line);
      view.facts.append(el('dt', { text: name }), line);
    }
    setText(line, value);
  }
  const picture = JSON.stringify(component.errors);
  if (view.errorPicture !== picture) {
    view.errorPicture = picture;
    view.noErrors.hidden = component.errors.length > 0;
    view.errors.replaceChildren(...component.errors.map(error => el('li', {},
      el('span', { class: 'when', text: [day.format(new Date(error.time)), error.count > 1 && `${whole.format(error.count)} times`, error.cause && visible(error.cause)].filter(Boolean).join(' · ') }),
      el('span', { class: 'what', text: visible(error.reason) }))));
  }
}

function* factsOf(status, component) {
  const { counters, rate, lags } = component;
  const name = id => visible(status.components.find(one => one.id === id)?.name ?? id);
  yield ['Last data', component.lastSuccess ? since(component.lastSuccess, status.time) : 'none yet'];
  yield [`Rate over ${span(status.windowSeconds)}`, rate.bytesPerSecond > 0 ? `${pace(rate.recordsPerSecond)} · ${bytes(rate.bytesPerSecond)}/s` : pace(rate.recordsPerSecond)];
  yield ['Records', whole.format(counters.records)];
  const named = { passed: 'Passed', dropped: 'Dropped', aborted: 'Aborted', errors: 'Errors', unrouted: 'Unrouted', deliveries: 'Deliveries', objects: 'Objects', failures: 'Failures', batches: 'Batches', retries: 'Retries', quarantined: 'To the quarantine', inFlight: 'In flight' };
  for (const [key, label] of Object.entries(named)) {
    if (counters[key] !== undefined) {
      yield [label, whole.format(counters[key])];
    }
  }
  if (counters.bytes !== undefined) {
    yield ['Bytes', bytes(counters.bytes)];
  }
  if (lags?.eventSeconds !== undefined) {
    yield ['Behind the event', span(lags.eventSeconds)];
  }
  if (lags?.deliverySeconds !== undefined) {
    yield ['Behind the writing of its file', span(lags.deliverySeconds)];
  }
  if (lags?.queueSeconds !== undefined) {
    yield ['Age in the queue', span(lags.queueSeconds)];
  }
  for (const connection of status.connections) {
    if (connection.from === component.id) {
      yield [`To ${name(connection.to)}${connection.kind === 'main' ? '' : ` (${connection.kind})`}`, `${whole.format(connection.records)} · ${pace(connection.rate.recordsPerSecond)}`];
    } else if (connection.to === component.id) {
      yield [`From ${name(connection.from)}${connection.kind === 'main' ? '' : ` (${connection.kind})`}`, `${whole.format(connection.records)} · ${pace(connection.rate.recordsPerSecond)}`];
    }
  }
}

// ---- the live tail

function makeTail(pipe, id) {
  const list = el('ul', { class: 'tail' });
  const word = el('p', { class: 'tail-word' });
  const answers = el('select', { id: 'answers' }, el('option', { value: '', text: 'all answers' }), ...['Pass', 'Drop', 'Abort', 'Error'].map(answer => el('option', { value: answer, text: answer })));
  const toggle = el('button', { type: 'button', class: 'plain', text: 'Pause' });
  const element = el('div', {}, el('h3', { text: 'Live tail' }), el('div', { class: 'tail-bar' }, el('label', { class: 'unseen', for: 'answers', text: 'Which answers' }), answers, toggle), word, list);
  let events = null;
  let isPaused = false;
  let showsRecords = true;

  const stop = () => {
    events?.close();
    events = null;
  };
  const start = () => {
    if (events || isPaused) {
      return;
    }
    setText(word, 'Connecting');
    const query = new URLSearchParams({ pipe, component: id });
    if (answers.value) {
      query.set('answer', answers.value);
    }
    events = new EventSource(`tail?${query}`);
    events.addEventListener('tail', message => {
      showsRecords = JSON.parse(message.data).records;
      setText(word, showsRecords ? 'Records as they pass: a sample, if there are many.' : 'What is in the records is hidden: the host has not allowed it to be shown (ShowRecords).');
    });
    events.addEventListener('record', message => {
      list.prepend(tailItem(JSON.parse(message.data), showsRecords));
      while (list.childElementCount > mostTail) {
        list.lastElementChild.remove();
      }
    });
    events.onerror = () => setText(word, events?.readyState === EventSource.CLOSED ? 'The live tail needs server-sent events, and they do not get through, or too many are open.' : 'Connecting again');
  };
  toggle.addEventListener('click', () => {
    isPaused = !isPaused;
    setText(toggle, isPaused ? 'Go on' : 'Pause');
    if (isPaused) {
      stop();
      setText(word, 'Paused.');
    } else {
      start();
    }
  });
  answers.addEventListener('change', () => {
    list.replaceChildren();
    stop();
    start();
  });
  return { element, start, stop };
}

function tailItem(record, showsRecords) {
  const value = showsRecords && !record.isTruncated ? parse(record.body) : undefined;
  const name = value?.eventName ?? value?.['@cloudtrail']?.eventName;
  const head = [
    el('span', { class: 'at', text: clock.format(new Date(record.time)) }), ' ',
    el('span', { class: `answer ${record.answer}`, text: record.answer }), ' ',
    el('bdi', { text: typeof name === 'string' ? visible(name) : '' }),
    ` ${bytes(record.bytes)}`,
    record.missed > 0 && ` (${whole.format(record.missed)} not shown before)`,
    el('span', { class: 'where', text: `${visible(record.object)} #${record.index}` }),
    record.reason && el('span', { class: 'reason', text: visible(record.reason) }),
  ];
  if (!showsRecords) {
    return el('li', {}, el('div', { class: 'line' }, ...head));
  }
  const details = el('details', {}, el('summary', {}, ...head));
  details.addEventListener('toggle', () => {
    if (details.open && details.childElementCount === 1) {
      details.append(value === undefined
        ? el('pre', { class: 'raw', text: visible(record.body) + (record.isTruncated ? ' … (cut off)' : '') })
        : el('ul', { class: 'tree' }, ...entriesOf(value, 0)));
    }
  });
  return el('li', {}, details);
}

// Numbers are shown as they are written, where the browser tells how: JavaScript's own have 53 bits.
class Written {
  constructor(text) {
    this.text = text;
  }
}

function parse(body) {
  try {
    return JSON.parse(body, (_, value, context) => (typeof value === 'number' && context?.source ? new Written(context.source) : value));
  } catch {
    return undefined;
  }
}

function entriesOf(value, depth) {
  if (value === null || typeof value !== 'object' || value instanceof Written) {
    return [el('li', {}, el('bdi', { text: leaf(value) }))];
  }
  return Object.entries(value).map(([key, child]) => {
    const name = el('bdi', { class: 'key', text: `${visible(key)}: ` });
    if (child === null || typeof child !== 'object' || child instanceof Written) {
      return el('li', {}, name, el('bdi', { text: leaf(child) }));
    }
    const count = Object.keys(child).length;
    const fold = el('details', {}, el('summary', {}, name, Array.isArray(child) ? `[${count}]` : `{${count}}`));
    const fill = () => fold.childElementCount === 1 && fold.append(el('ul', {}, ...entriesOf(child, depth + 1)));
    fold.addEventListener('toggle', () => fold.open && fill());
    if (depth === 0 && key === '@cloudtrail') {
      fill();
      fold.open = true;
    }
    return el('li', {}, fold);
  });
}

const leaf = value => (value instanceof Written ? value.text : visible(JSON.stringify(value)));

connect();
setInterval(watch, 1000);
setInterval(sample, sampleEvery);
