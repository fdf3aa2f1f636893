/** Segments beside all customers: one small multiple per declared segment, and a table per cut. */
import { changeOf } from './headline.js';
import { extent, isShown, ticks } from './report.js';

const CHANGED = ['improved', 'declined'];

/** Declared cuts with their values in order; "overall" is not a segment. */
export function cutsOf(segments) {
	const names = [...new Set(segments.map((s) => s.cut))].filter((cut) => cut !== 'overall');
	return names.map((cut) => ({ cut, values: segments.filter((s) => s.cut === cut).map((s) => s.cut_value) }));
}

/** @returns {{cut: string, multiples: object[]}[]} what each small multiple draws, all on one scale */
export function multiplesOf(report, { scores, segments, waveTests, trends = [], headline }) {
	const series = scores.filter((r) => r.characteristic_key === headline.characteristic && r.aspect === headline.aspect && r.period_type === headline.periodType);
	const all = series.filter((r) => r.cut === 'overall').sort((a, b) => a.period_start.localeCompare(b.period_start));
	const shown = series.filter((r) => isShown(r) && (r.n ?? 0) >= 30);
	const [low, high] = extent(shown.flatMap((r) => [r.ci_low, r.ci_high]));
	const domain = [low - 2, high + 2];
	return cutsOf(segments).map(({ cut, values }) => ({
		cut,
		multiples: values.map((value) => {
			const points = all.map((p) => series.find((r) => r.cut === cut && r.cut_value === value && r.period_start === p.period_start) ?? { ...p, cut, cut_value: value, estimate: null, n: null });
			const { verdict, said } = toldOf(report, points[points.length - 1], { waveTests, trends });
			return { key: value, name: report.name.cutValue(cut, value), points, all, domain, ticks: ticks(...domain, 3), said, verdict };
		})
	}));
}

/** What is told of a segment: a step that its trend test found, else the change since the period before. */
function toldOf(report, last, { waveTests, trends }) {
	const step = trends.find((t) => t.characteristic_key === last.characteristic_key && t.cut === last.cut && t.cut_value === last.cut_value && t.change_size != null && CHANGED.includes(t.verdict));
	if (step) {
		const since = { change: report.locale.signed(step.change_size), period: report.locale.period(step.period_type, step.change_point_period_start) };
		return { verdict: step.verdict, said: report.text('ui.char.step', since) };
	}
	const change = changeOf(waveTests, last);
	return { verdict: change?.verdict ?? 'too_small', said: change?.difference == null ? '' : report.locale.signed(change.difference) };
}
