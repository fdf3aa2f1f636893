/** A series as small as a word: line, last point, and where nothing is shown a gap. */
import { Drawing, scale } from '../lib/drawing.js';
import { extent, isShown } from '../lib/report.js';
import { pointTip } from './time.js';

/** @param {object[]} points one series in order  @param {[number, number]} domain shared by all sparks of a list */
export function spark(report, points, domain = null) {
	const d = new Drawing(report.locale, 120, 26, 11, 'all');
	const shown = points.map((p, i) => [p, i]).filter(([p]) => isShown(p));
	const [low, high] = domain ?? extent(shown.flatMap(([p]) => [p.ci_low, p.ci_high]));
	const X = scale([0, Math.max(points.length - 1, 1)], [3, 114]);
	const Y = scale([low, high], [23, 3]);
	for (let i = 1; i < shown.length; i += 1) {
		const [[a, from], [b, to]] = [shown[i - 1], shown[i]];
		if (to === from + 1 && sameScale(a, b)) d.path([[X(from), Y(a.estimate)], [X(to), Y(b.estimate)]], 'ser');
	}
	for (const [p, i] of shown.slice(0, -1)) d.circle(X(i), Y(p.estimate), 1.2, 'pt', { figure: p.figure_id, value: p.estimate });
	const tail = shown[shown.length - 1];
	if (!tail) return d;
	const [p, i] = tail;
	d.whiskerUp(X(i), Y(p.ci_high), Y(p.ci_low), 'wa', 2);
	d.circle(X(i), Y(p.estimate), 2.8, p.n < 30 ? 'hol' : 'own', { figure: p.figure_id, value: p.estimate, tip: pointTip(report, p, (v) => report.locale.number(v, 1)) });
	return d;
}

const sameScale = (a, b) => a.scale_min === b.scale_min && a.scale_max === b.scale_max;
