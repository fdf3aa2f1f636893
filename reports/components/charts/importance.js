/** How strongly each characteristic goes with satisfaction: a point with its interval, one of them in the accent. */
import { Drawing, scale, surface } from '../lib/drawing.js';
import { extent, ticks } from '../lib/report.js';

const ROW = { w: 28, n: 38, a: 14 };

/**
 * @param {{key: string, value: number, ci_low: number, ci_high: number, figure_id: string, column: string}[]} places strongest first
 * @param {{key: string|null, parts: string[], format: (v: number) => string}} focus the characteristic of the page and its parts
 */
export function importanceChart(report, places, { key, parts, format }, name) {
	const on = surface(name);
	const fs = on.font;
	const row = ROW[on.kind];
	const isPhone = on.kind === 'n';
	const nameOf = (p) => report.name.characteristic(p.key);
	const d = new Drawing(report.locale, on.width, 4 + places.length * row + fs * 2, fs, on.kind, { mirror: true });
	const names = isPhone ? 6 : Math.min(d.longest(places.map(nameOf)) + 16, on.width * 0.4);
	const [low, high] = extent(places.flatMap((p) => [p.ci_low, p.ci_high, p.value]));
	const from = places[0]?.kind === 'stated' ? low - 2 : 0;
	const X = scale([from, high * 1.02], [names, on.width - fs * 4.4]);
	const bottom = 4 + places.length * row;
	for (const v of ticks(from, high, isPhone ? 3 : 4)) {
		d.line(X(v), 4, X(v), bottom, v === 0 ? 'axl' : 'gridl');
		d.text(X(v), bottom + fs * 1.3, format(v), 't', 'm');
	}
	places.forEach((p, i) => {
		const top = 4 + i * row;
		const y = top + (isPhone ? row * 0.7 : row / 2);
		const isOwn = p.key === key;
		const isPart = parts.includes(p.key);
		d.text(2, isPhone ? top + fs * 1.1 : y + fs * 0.35, d.fit(nameOf(p), isPhone ? on.width - 8 : names - 10), isOwn || isPart ? 'tb' : 'tk');
		if (p.ci_low != null) d.whisker(X(p.ci_low), X(p.ci_high), y, isOwn ? 'wa' : 'w', 3);
		const range = p.ci_low == null ? '' : ` (${report.text('ui.interval95')} ${report.locale.interval(p.ci_low, p.ci_high, format)})`;
		d.circle(X(p.value), y, fs * 0.38, isOwn ? 'own' : 'ptd', { figure: p.figure_id, value: p.value, tip: `${nameOf(p)}: ${format(p.value)}${range}` });
		d.text(on.width - 2, y + fs * 0.35, format(p.value), `${isOwn ? 'tb acct' : 'tk'} num`, 'r');
	});
	return d;
}
