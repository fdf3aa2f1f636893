/**
 * Estimates over time with 95 % intervals, the target, what the trend test found, and a lane of events and actions below.
 * Time runs from left to right in every language; ticks stand on the language's own calendar.
 */
import { Drawing, scale, surface } from '../lib/drawing.js';
import { dayNumber, lastDay } from '../lib/locale.js';
import { extent, isShown, markOf, ticks, tipOf } from '../lib/report.js';

const LANE = { w: 1.6, n: 1.6, a: 1.4 };
const MOST_LANES = { w: 5, n: 5, a: 3 };
/** The front page on paper is one sheet: names of events get one line there. */
const MOST_LINES = { w: 2, n: 3, a: 1 };

/**
 * @param {object} report page context
 * @param {{points: object[], target?: number, events?: object[], change?: {start: string, label: string}, digits?: number}} data
 *   points: figure_id, estimate, ci_low, ci_high, n, period_type, period_start, period_end, wave
 */
export function timeChart(report, { points, target = null, events = [], change = null, format, floor = null }, name) {
	const { kind, width, font: fs, wide } = surface(name);
	const shown = points.filter((p) => isShown(p));
	const axis = fs * (report.locale.rtl && !wide ? 3.9 : 2.7);
	const body = kind === 'a' ? 112 : width > 1000 ? 320 : 250;
	const d = new Drawing(report.locale, width, body, fs, kind);
	const [y0, y1] = domain(shown, target, floor);
	const marks = ticks(y0, y1, kind === 'a' ? 4 : 6);
	const left = Math.max(...marks.map((v) => d.widthOf(tickText(format, v)))) + 8;
	const plot = { left, right: width - (wide ? 104 : 70), top: fs * 1.4, bottom: body - axis };
	const frame = { d, fs, report, plot, X: timeScale(points, plot), Y: scale([y0, y1], [plot.bottom, plot.top]), wide, format };
	const lanes = eventLanes(frame, points, events);
	d.height += lanes.height;
	drawGrid(frame, marks);
	if (target != null) drawTarget(frame, target, shown[shown.length - 1]);
	if (change) drawChange(frame, change);
	drawEvents(frame, lanes.places);
	drawSeries(frame, points, shown);
	drawTimeAxis(frame, points, d.height - axis);
	return d;
}

/** A value without the decimals that say nothing. */
export const tickText = (format, v) => format(v).replace(/[.,٫][0۰]+(?=\D|$)/, '');

export const middle = (p) => (dayNumber(p.period_start) + dayNumber(p.period_end ?? lastDay(p.period_type, p.period_start))) / 2;

function domain(shown, target, floor) {
	const [low, high] = extent([...shown.flatMap((p) => [p.ci_low ?? p.estimate, p.ci_high ?? p.estimate]), target]);
	const pad = (high - low || 1) * 0.1;
	return [floor == null ? low - pad : Math.max(floor, low - pad), high + pad];
}

export function timeScale(points, plot) {
	const days = points.map(middle);
	const [first, last] = extent(days);
	const edge = points.length > 1 ? (plot.right - plot.left) / points.length / 2 : (plot.right - plot.left) / 2;
	return scale([first, last], [plot.left + Math.min(edge, 26), plot.right - Math.min(edge, 26)]);
}

function drawGrid({ d, fs, plot, Y, format }, values) {
	for (const v of values) {
		d.line(plot.left, Y(v), plot.right, Y(v), 'gridl');
		d.text(plot.left - 6, Y(v) + fs * 0.35, tickText(format, v), 't num', 'r');
	}
	d.line(plot.left, plot.bottom, plot.right, plot.bottom, 'axl');
}

/** The target's label gives way to the last value's where both would stand on one line. */
function drawTarget({ d, fs, report, plot, Y, format }, target, last) {
	d.line(plot.left, Y(target), plot.right, Y(target), 'tgtd');
	const apart = last ? Y(target) - Y(last.estimate) : Infinity;
	const shift = Math.abs(apart) >= fs * 1.3 ? 0 : (apart > 0 ? 1 : -1) * (fs * 1.3 - Math.abs(apart));
	d.text(plot.right + 6, Y(target) + shift + fs * 0.35, report.text('ui.target_value', { value: tickText(format, target).replace('+', '') }), 'tb');
}

function drawChange({ d, fs, plot, X, wide }, change) {
	const x = X(dayNumber(change.start));
	d.rect(x, plot.top - fs * 0.4, plot.right - x, plot.bottom - plot.top + fs * 0.4, 'shade');
	d.line(x, plot.top - fs * 0.4, x, plot.bottom, 'lim');
	const near = x > (plot.left + plot.right) / 2;
	if (wide) d.text(near ? x - 6 : x + 6, plot.top + fs * 0.5, change.label, 'tb halo', near ? 'r' : 'l');
}

function drawSeries({ d, fs, report, plot, X, Y, format }, points, shown) {
	const crowded = points.length > 20;
	for (const run of runs(points)) d.path(run.map((p) => [X(middle(p)), Y(p.estimate)]), 'ser');
	const tail = shown[shown.length - 1];
	for (const p of shown) {
		const x = X(middle(p));
		const isLast = p === tail;
		d.whiskerUp(x, Y(p.ci_high), Y(p.ci_low), isLast ? 'wa' : 'w', crowded ? 1.6 : 3);
		const mark = { figure: p.figure_id, value: p.estimate, tip: pointTip(report, p, format) };
		d.circle(x, Y(p.estimate), isLast ? fs * 0.36 : crowded ? 2.3 : 3.4, p.n != null && p.n < 30 ? 'hol' : isLast ? 'own' : 'pt', mark);
	}
	for (const p of points.filter((q) => !isShown(q))) {
		const x = X(middle(p));
		d.rect(x - 3, plot.top, 6, plot.bottom - plot.top, 'hid', { tip: report.text('ui.not_shown') });
	}
	if (!tail) return;
	d.text(plot.right + 6, Y(tail.estimate) + fs * 0.35, format(tail.estimate), 'tb acct num', 'l', fs * 1.1);
}

/** Unbroken stretches of shown points: a hidden or incomparable period breaks the line. */
function runs(points) {
	const out = [[]];
	for (const p of points) {
		if (!isShown(p) || p.breaks_series) out.push([]);
		if (isShown(p)) out[out.length - 1].push(p);
	}
	return out.filter((run) => run.length > 1);
}

/** What hovering over a point in time says. */
export function pointTip(report, p, format) {
	const name = p.period_start ? report.locale.period(p.period_type, p.period_start, p.period_end, p.wave) : '';
	return tipOf(report, { ...markOf(p), name, base: p.n == null ? '' : report.text('ui.answers', { n: report.locale.number(p.n) }) }, format);
}

function visibleEvents(points, events) {
	if (!points.length) return [];
	const [first, last] = extent(points.flatMap((p) => [dayNumber(p.period_start), middle(p)]));
	return events.filter((e) => dayNumber(e.event_date) >= first && dayNumber(e.event_date) <= last + 20);
}

/** Where the latest events stand below the plot: a lane each, as high as its name needs lines on the side that has room. */
export function eventLanes({ d, fs, report, plot, X, wide }, points, events) {
	let height = 0;
	const places = visibleEvents(points, events).slice(-MOST_LANES[d.kind]).map((event) => {
		const x = Math.min(Math.max(X(dayNumber(event.event_date)), plot.left), plot.right);
		const [before, after] = [x - fs * 0.8, d.width - x - fs * 0.8];
		const { name, date } = eventLabel(report, event, wide);
		const isBefore = before >= d.widthOf(name + date) || before >= after;
		const lines = labelLines(d, [name, date], isBefore ? before : after);
		const y = plot.bottom + height + fs * (0.5 + LANE[d.kind] / 2);
		height += fs * (LANE[d.kind] + (lines.length - 1) * 1.25);
		return { event, x, y, isBefore, lines };
	});
	return { places, height: height ? height + fs * 0.8 : fs * 0.5 };
}

/** Name and date on one line if there is room (or for no more); else the date on its own, below as many lines as the name needs. */
function labelLines(d, [name, date], room) {
	const whole = name + date;
	if (MOST_LINES[d.kind] === 1 || d.fit(whole, room) === whole) return [d.fit(whole, room)];
	return [...d.lines(name.trimEnd(), room, MOST_LINES[d.kind] - 1), d.fit(date, room)];
}

export function drawEvents({ d, fs, plot }, places) {
	for (const { event, x, y, isBefore, lines } of places) {
		const q = fs * 0.38;
		d.line(x, plot.top, x, y, 'lead');
		if (event.kind === 'action') d.rect(x - q, y - q, 2 * q, 2 * q, 'act');
		else d.path([[x, y - q * 1.2], [x + q * 1.2, y], [x, y + q * 1.2], [x - q * 1.2, y]], 'evt', { close: true });
		const start = isBefore ? x - fs * 0.8 : x + fs * 0.8;
		lines.forEach((line, i) => d.text(start, y + fs * (0.35 + i * 1.25), line, 't', isBefore ? 'r' : 'l'));
	}
}

/** Name of an event, with the comma before its date, and the date. */
function eventLabel(report, event, wide) {
	const { locale, text } = report;
	const name = text(event.label_key);
	const short = wide ? text(`ui.event.${event.kind}`, { name }) : name;
	const date = event.until_date ? locale.interval(event.event_date, event.until_date, (iso) => locale.date(iso, iso === event.until_date)) : locale.date(event.event_date);
	return { name: short + text('ui.comma'), date };
}

/** Ticks at quarters or years (months), or at every point (waves, years), on the language's calendar. */
export function drawTimeAxis(frame, points, y) {
	const { d, fs, report, plot, X } = frame;
	d.line(plot.left, y, plot.right, y, 'axl');
	const type = points[0]?.period_type;
	if (type === 'wave' || type === 'year' || points.length <= 8) {
		drawPointTicks(frame, points, y);
		return;
	}
	const marks = calendarTicks(report.locale, points).map((m) => ({ ...m, x: X(m.day) })).filter((m) => m.x >= plot.left - 2 && m.x <= plot.right + 2);
	const step = marks.length > 1 ? (marks[marks.length - 1].x - marks[0].x) / (marks.length - 1) : plot.right;
	const every = [1, 2, 4].find((n) => n * step >= fs * 3) ?? 4;
	if (every === 4) drawYears(frame, marks, y);
	else drawQuarters(frame, marks, y, every);
	if (report.locale.rtl) d.text(d.width - 2, y + fs * (frame.wide ? 2.4 : 3.6), report.text('ui.time_left_to_right'), 't', 'r', fs * 0.92);
}

function drawQuarters({ d, fs, plot }, marks, y, every) {
	let saidYear = null;
	marks.forEach((m, i) => {
		d.line(m.x, y, m.x, y + 4, 'axl');
		if (i % every || m.x > plot.right - fs * 1.4) return;
		d.text(m.x + 2, y + fs * 1.25, m.month, 't');
		if (m.year !== saidYear) d.text(m.x + 2, y + fs * 2.35, m.year, 'tb');
		saidYear = m.year;
	});
}

/** Long series: only the first tick of each year is named. */
function drawYears({ d, fs, plot }, marks, y) {
	marks.forEach((m, i) => {
		if (i && marks[i - 1].year === m.year) return;
		d.line(m.x, y, m.x, y + 4, 'axl');
		if (m.x <= plot.right - fs * 2) d.text(m.x + 2, y + fs * 1.25, m.year, 'tb');
	});
}

function drawPointTicks({ d, fs, report, X, wide }, points, y) {
	const every = Math.ceil(points.length / (wide ? 12 : 5));
	points.forEach((p, i) => {
		const x = X(middle(p));
		d.line(x, y, x, y + 4, 'axl');
		if ((points.length - 1 - i) % every) return;
		d.text(x, y + fs * 1.35, shortPeriod(report, p), 't', 'm');
	});
}

/** Shortest honest name of a period for an axis. */
export function shortPeriod(report, p) {
	const { locale } = report;
	if (p.period_type === 'wave') return locale.digits(p.wave ?? p.period_start.slice(0, 4));
	if (!locale.rtl) return locale.period(p.period_type, p.period_start, p.period_end);
	const { month, year } = locale.parts(p.period_end ?? lastDay(p.period_type, p.period_start), 'long');
	return p.period_type === 'year' ? year : `${month} ${year}`;
}

function calendarTicks(locale, points) {
	const [first, last] = extent(points.flatMap((p) => [dayNumber(p.period_start), dayNumber(p.period_end ?? p.period_start)]));
	const out = [];
	for (let day = first; day <= last; day += 1) {
		const iso = new Date(day * 86400000).toISOString().slice(0, 10);
		if (!locale.rtl && iso.slice(8) !== '01') continue;
		if (locale.rtl && !isJalaliQuarter(locale, iso)) continue;
		if (!locale.rtl && !['01', '04', '07', '10'].includes(iso.slice(5, 7))) continue;
		const { month, year } = locale.parts(iso, locale.rtl ? 'long' : 'short');
		out.push({ day, month, year });
	}
	return out;
}

const JALALI = new Intl.DateTimeFormat('en-US-u-ca-persian-nu-latn', { month: 'numeric', day: 'numeric', timeZone: 'UTC' });

function isJalaliQuarter(locale, iso) {
	const parts = JALALI.formatToParts(new Date(`${iso}T00:00:00Z`));
	const value = (type) => Number(parts.find((p) => p.type === type).value);
	return value('day') === 1 && [1, 4, 7, 10].includes(value('month'));
}
