/**
 * Deliveries of each source on a calendar: one mark a turn, at the day by which it was due. Time runs from left to right in every
 * language; the names of the sources stand at the side where reading begins.
 */
import { Drawing, scale, surface } from '../lib/drawing.js';
import { dayNumber } from '../lib/locale.js';
import { extent } from '../lib/report.js';

const MARK = { on_time: 'neu', arrived: 'bar', late: 'hol', missing: 'bad', due: 'riv' };

/** @param {{name: string, turns: {due_on: string, status: string, tip: string}[]}[]} sources */
export function deliveryCalendar(report, sources, asOf, name) {
	const { kind, width, font: fs, wide } = surface(name);
	const row = wide ? 22 : 34;
	const head = fs * 2.2;
	const d = new Drawing(report.locale, width, head + sources.length * row + fs * 1.4, fs, kind);
	const names = wide ? Math.min(d.longest(sources.map((s) => s.name)) + 16, width * 0.3) : 4;
	const rtl = report.locale.rtl;
	const axis = rtl ? [8, width - names - 8] : [names + 8, width - 8];
	const days = sources.flatMap((s) => s.turns.map((t) => dayNumber(t.due_on)));
	const X = scale(extent([...days, asOf ? dayNumber(asOf) : null]), axis);
	drawMonths({ d, fs, report, X, head, wide }, days, head + sources.length * row);
	if (asOf) d.line(X(dayNumber(asOf)), head - fs * 0.5, X(dayNumber(asOf)), head + sources.length * row, 'gridv');
	sources.forEach((source, i) => {
		const y = head + i * row + row / 2 + (wide ? 0 : fs * 0.5);
		if (i) d.line(0, head + i * row, width, head + i * row, 'gridl');
		d.text(rtl ? width - 2 : 2, wide ? y + fs * 0.35 : y - fs * 0.7, d.fit(source.name, wide ? names - 6 : width - 8), 'tk', rtl ? 'r' : 'l');
		for (const turn of source.turns) drawTurn({ d, fs, X }, turn, wide ? y : y + fs * 0.45);
	});
	return d;
}

function drawTurn({ d, fs, X }, turn, y) {
	const x = X(dayNumber(turn.due_on));
	const q = fs * 0.36;
	const mark = { tip: turn.tip };
	if (turn.status === 'missing') d.triangle(x, y, q * 1.15, false, 'bad', mark);
	else if (turn.status === 'due') d.path([[x, y - q * 1.2], [x + q * 1.2, y], [x, y + q * 1.2], [x - q * 1.2, y]], 'evt', { close: true, ...mark });
	else if (turn.status === 'late') d.circle(x, y, q, 'hol', mark);
	else d.rect(x - q, y - q, 2 * q, 2 * q, MARK[turn.status] ?? 'bar', mark);
}

/** A line where a year or half-year begins, in the language's calendar. */
function drawMonths({ d, fs, report, X, head, wide }, days, bottom) {
	const [first, last] = extent(days);
	let before = null;
	for (let day = first; day <= last; day += 1) {
		const iso = new Date(day * 86400000).toISOString().slice(0, 10);
		const { year, month } = report.locale.parts(iso);
		if (before != null && before !== year) {
			d.line(X(day), head - fs * 0.4, X(day), bottom, 'gridl2');
			d.text(X(day) + 3, fs * 1.1, wide ? `${month} ${year}` : year, 't');
		}
		before = year;
	}
}
