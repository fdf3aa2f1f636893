/**
 * Gap chain as a waterfall: levels are points, gaps are bars between them, the three gaps sum to the total. The axis may
 * start above zero because only differences are bars. A level nobody delivers is a dashed place, never a number.
 */
import { Drawing, scale, surface } from '../lib/drawing.js';
import { extent, tipOf } from '../lib/report.js';

const HEIGHT = { w: 300, n: 290, a: 142 };
const SMALLEST_SPAN = 10;
export const LEVELS = ['expected', 'planned', 'delivered', 'perceived'];
export const GAPS = ['understanding', 'conformance', 'view'];

/** @param {object} chain one row of pub_gap_chain */
export function chainChart(report, chain, name) {
	const { kind, width, font: fs } = surface(name);
	const height = HEIGHT[kind];
	const d = new Drawing(report.locale, width, height, fs, kind, { mirror: true });
	const unit = width / 9.9;
	const plot = { top: fs * 2.2, bottom: height - fs * 2.9 };
	const levels = LEVELS.map((level, i) => ({ level, x: unit * (0.75 + 2.3 * i), value: chain[level], low: chain[`${level}_ci_low`], high: chain[`${level}_ci_high`] }));
	const Y = levelScale(levels, chain, plot, fs);
	const frame = { d, fs, report, unit, Y, plot, width };
	d.line(2, plot.bottom, width - 2, plot.bottom, 'axl');
	drawGaps(frame, levels, chain);
	drawLevels(frame, levels, chain);
	drawTotal(frame, levels, chain);
	return d;
}

/** Fits levels and whiskers with room for the lowest gap's three lines of text; small gaps are not blown up. */
function levelScale(levels, chain, plot, fs) {
	const ends = GAPS.flatMap((gap, i) => (levels[i].value == null ? [] : [chain[`${gap}_ci_low`], chain[`${gap}_ci_high`]].filter((v) => v != null).map((v) => levels[i].value + v)));
	const [low, high] = extent([...levels.flatMap((l) => [l.value, l.low, l.high]), ...ends]);
	const room = (plot.bottom - plot.top) / (plot.bottom - plot.top - fs * 4.6);
	const span = Math.max(high - low, SMALLEST_SPAN) * room;
	return scale([high - span, high], [plot.bottom, plot.top]);
}

const largestLoss = (chain) =>
	GAPS.filter((g) => chain[g] != null).reduce((worst, g) => (worst === null || chain[g] < chain[worst] ? g : worst), null);

/** The largest loss, if it is one beyond chance. */
export function provenLoss(chain) {
	const worst = largestLoss(chain);
	const limit = worst && (chain[`${worst}_ci_high`] ?? chain[worst]);
	return worst && limit < 0 ? worst : null;
}

function drawGaps({ d, fs, report, unit, Y }, levels, chain) {
	const worst = chain.missing_level ? null : provenLoss(chain);
	const bar = unit * 0.86;
	GAPS.forEach((gap, i) => {
		const [from, to] = [levels[i], levels[i + 1]];
		const middle = (from.x + to.x) / 2;
		if (chain[gap] == null) return;
		d.line(from.x, Y(from.value), middle + bar / 2, Y(from.value), 'con');
		d.line(middle - bar / 2, Y(to.value), to.x, Y(to.value), 'con');
		const top = Math.max(from.value, to.value);
		const low = chain[`${gap}_ci_low`];
		const high = chain[`${gap}_ci_high`];
		d.rect(middle - bar / 2, Y(top), bar, Math.max(Y(Math.min(from.value, to.value)) - Y(top), 1.5), gap === worst ? 'gapbig' : 'gap', { figure: chain.figure_id, value: chain[gap], tip: gapTip(report, gap, chain) });
		if (low != null) {
			d.line(middle, Y(from.value + high), middle, Y(from.value + low), 'cs');
			d.whiskerUp(middle, Y(from.value + high), Y(from.value + low), 'wk', 3);
		}
		const y = Y(Math.min(from.value + (low ?? chain[gap]), from.value, to.value)) + fs * 1.35;
		drawGapText({ d, fs, report }, middle, y, gap, chain, gap === worst);
	});
}

function drawGapText({ d, fs, report }, x, y, gap, chain, isWorst, at = 'm') {
	const { locale, text } = report;
	d.text(x, y, locale.signed(chain[gap]), `tb num${isWorst ? ' acct' : ''}`, at, fs * 1.12);
	if (chain[`${gap}_ci_low`] != null) d.text(x, y + fs * 1.2, locale.range(chain[`${gap}_ci_low`], chain[`${gap}_ci_high`], (v) => locale.signed(v)), 't num', at, fs * 0.84);
	d.text(x, y + fs * 2.3, text(`gap.${gap}`), 't', at, fs * 0.92);
}

function gapTip(report, gap, chain) {
	const mark = { name: report.text(`gap.${gap}`), value: chain[gap], low: chain[`${gap}_ci_low`], high: chain[`${gap}_ci_high`] };
	return tipOf(report, mark, (v) => report.locale.signed(v));
}

function drawLevels({ d, fs, report, Y, plot }, levels, chain) {
	levels.forEach(({ level, x, value, low, high }) => {
		d.text(x, plot.bottom + fs * 1.3, report.text(`level.${level}`), 'tb', 'm');
		d.text(x, plot.bottom + fs * 2.5, report.text(`ui.level_from.${level}`), 't', 'm', fs * 0.86);
		if (value == null) {
			d.rect(x - fs * 2.3, plot.top + fs * 1.4, fs * 4.6, plot.bottom - plot.top - fs * 1.9, 'brk', { rx: 2 });
			d.text(x, (plot.top + plot.bottom) / 2 + fs * 0.3, report.text('ui.no_source'), 't', 'm', fs * 0.9);
			return;
		}
		if (low != null) d.whiskerUp(x, Y(high), Y(low), 'w', 3);
		d.circle(x, Y(value), fs * 0.36, level === 'perceived' ? 'own' : 'pt', { figure: chain.figure_id, value });
		d.text(x, Y(high ?? value) - fs * 0.5, report.locale.number(value, 1), 'tb num', 'm', fs * 1.08);
	});
}

function drawTotal({ d, fs, report, unit, Y, width }, levels, chain) {
	if (chain.total == null || chain.expected == null || chain.perceived == null) return;
	const x = unit * 9.25;
	const [top, bottom] = [Y(chain.expected), Y(chain.perceived)];
	const down = chain.total < 0;
	d.line(levels[0].x, top, x, top, 'dot');
	d.line(levels[3].x, bottom, x, bottom, 'con');
	d.line(x, top, x, bottom, 'tot');
	if (Math.abs(bottom - top) > fs) d.triangle(x, bottom + (down ? -1 : 1) * fs * 0.35, fs * 0.38, !down, 'totf');
	drawGapText({ d, fs, report }, width - 2, Math.max(top, bottom) + fs * 1.45, 'total', chain, false, 'r');
}
