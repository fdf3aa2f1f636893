/** One characteristic: its figures of the latest period, what its headline says, and what is recommended from them. */
import { changeOf, latestPeriod } from './headline.js';
import { isShown, latest } from './report.js';
import { rivalSets } from './rivals.js';

const CHANGED = ['improved', 'declined'];

/**
 * @param {object} report page context
 * @param {object} rows plain rows: scores, answers, tests, trends, gaps, rivals, causes, causeMap, differences, quadrant
 * @param {string} key the characteristic
 */
export function characteristicOf(report, rows, key) {
	const own = rows.scores.filter((r) => r.measure === 'M2_mean_score');
	const aspect = ['overall', 'perception'].find((name) => own.some((r) => r.aspect === name)) ?? null;
	const scores = own.filter((r) => r.aspect === aspect);
	const series = scores.filter((r) => r.cut === 'overall');
	const complete = series.filter((r) => !report.edition.as_of || !r.period_end || r.period_end <= report.edition.as_of);
	const now = latest(complete) ?? latest(series);
	const gaps = latestPeriod(rows.gaps, now?.period_type);
	const places = placesOf(rows.quadrant ?? [], gaps);
	return {
		key,
		name: report.name.characteristic(key),
		aspect,
		scores,
		series,
		now,
		periodType: now?.period_type,
		period: now ? report.locale.period(now.period_type, now.period_start, now.period_end, now.wave) : '',
		change: changeOf(rows.tests, now),
		satisfied: rows.scores.filter((r) => r.measure === 'M1_top2_share' && r.period_start === now?.period_start),
		gap: gaps.find((r) => r.characteristic_key === key) ?? null,
		places,
		importance: places.find((p) => p.key === key) ?? null,
		cause: causeOf(rows, key),
		rival: rivalOf(rows.rivals, key),
		changed: changedSegments(rows, series),
		apart: (rows.differences ?? []).filter((r) => ['above_others', 'below_others'].includes(r.verdict))
	};
}

/** Importance of every characteristic, strongest first: derived where it is known, else as customers state it. */
export function placesOf(quadrant, gaps) {
	const rows = quadrant.filter((r) => r.cut === 'overall' && r.importance != null);
	const kind = ['derived', 'stated'].find((k) => rows.some((r) => r.importance_kind === k));
	const types = [...new Set(rows.map((r) => r.period_type))];
	const known = rows.filter((r) => r.importance_kind === kind && r.period_type === (types.includes(gaps[0]?.period_type) ? gaps[0].period_type : types[0]));
	const found = known.length ? known : gaps.filter((r) => r.importance != null);
	const places = found.map((r) => ({ key: r.characteristic_key, figure_id: r.figure_id, column: 'importance', value: r.importance, ci_low: r.importance_ci_low, ci_high: r.importance_ci_high, n: r.n, caveat: r.caveat, verdict: known.length ? r.verdict : null, kind: kind ?? 'stated' }));
	const sorted = places.sort((one, other) => other.value - one.value);
	return sorted.map((p) => ({ ...p, rank: rankOf(sorted.map((o) => o.value), p.value), of: sorted.length }));
}

const rankOf = (values, own) => 1 + values.filter((v) => v > own).length;

/** The largest cause of complaints that names this characteristic, in the last twelve months or the latest quarter. */
function causeOf({ causes, causeMap = [] }, key) {
	const named = causeMap.filter((r) => r.characteristic_key === key).map((r) => r.cause_key);
	const year = causes.filter((r) => r.period_type === 'last_12_months');
	const now = (year.length ? year : latestPeriod(causes, 'quarter')).filter((r) => r.share != null);
	return now.filter((r) => named.includes(r.cause_key)).sort((a, b) => b.share - a.share)[0] ?? null;
}

/** The comparison that matters most: behind before ahead before no difference, in the latest comparable study. */
function rivalOf(rivals, key) {
	const set = rivalSets(rivals.filter((r) => r.unit === 'score_0_100'))[0] ?? [];
	const rank = (r) => ['behind', 'ahead', 'no_clear_difference'].indexOf(r.verdict);
	return set.filter((r) => r.characteristic_key === key && rank(r) >= 0).sort((a, b) => rank(a) - rank(b) || Math.abs(b.difference) - Math.abs(a.difference))[0] ?? null;
}

/** Segments that changed: steps that the trend test found, else changes since the period before. */
function changedSegments({ tests, trends }, series) {
	const steps = trends.filter((t) => t.cut !== 'overall' && CHANGED.includes(t.verdict) && t.change_size != null);
	const since = (t) => ({ ...t, size: t.change_size, low: t.change_ci_low, high: t.change_ci_high, since: t.change_point_period_start });
	if (steps.length) return steps.map(since).sort((a, b) => Math.abs(b.size) - Math.abs(a.size));
	const now = latest(series)?.period_start;
	const waves = tests.filter((t) => t.cut !== 'overall' && t.comparison === 'previous' && t.period_start === now && CHANGED.includes(t.verdict));
	return waves.map((t) => ({ ...t, size: t.difference, low: t.ci_low, high: t.ci_high, since: t.previous_period_start })).sort((a, b) => Math.abs(b.size) - Math.abs(a.size));
}

const namesOf = (report, rows) => rows.slice(0, 2).map((r) => report.name.cutValue(r.cut, r.cut_value)).join(report.text('ui.and'));

/** Headline: where it stands, whether it changed, and in which segment. */
export function headlineFinding(report, c) {
	const { text, locale } = report;
	if (!isShown(c.now)) return text('ui.char.headline.not_shown', { name: c.name });
	const verdict = ['improved', 'declined', 'no_detectable_change', 'not_comparable'].includes(c.change?.verdict) ? c.change.verdict : 'plain';
	const first = text(`ui.char.headline.${verdict}`, { name: c.name, score: locale.number(c.now.estimate, 1) });
	return first + segmentClause(report, c);
}

function segmentClause(report, c) {
	for (const verdict of ['declined', 'improved']) {
		const changed = c.changed.filter((r) => r.verdict === verdict);
		if (changed.length) return report.text(`ui.char.segment.${verdict}`, { names: namesOf(report, changed) });
	}
	for (const verdict of ['below_others', 'above_others']) {
		const apart = c.apart.filter((r) => r.verdict === verdict);
		if (apart.length) return report.text(`ui.char.segment.${verdict}`, { names: namesOf(report, apart) });
	}
	return '';
}

/** What follows from the figures: the strongest finding that someone can act on; never a cause. */
export function advice(report, c) {
	const { text, locale } = report;
	const points = (v) => locale.number(Math.abs(v), 1);
	const fallen = c.changed.find((r) => r.verdict === 'declined');
	const apart = c.apart.find((r) => r.verdict === 'below_others');
	if (fallen) return text('ui.char.advice.fallen', { name: namesOf(report, [fallen]), points: points(fallen.size), period: locale.period(fallen.period_type, fallen.since) });
	if (apart) return text('ui.char.advice.apart', { name: namesOf(report, [apart]), points: points(apart.estimate) });
	if (c.gap?.verdict === 'below') return text('ui.char.advice.gap', { points: points(c.gap.gap) });
	if (c.importance?.verdict === 'concentrate_here') return text('ui.char.advice.concentrate');
	if (c.rival?.verdict === 'behind') return text('ui.char.advice.rival', { name: report.name.competitor(c.rival.competitor_key), points: points(c.rival.difference) });
	return text('ui.char.advice.hold');
}

/** How it goes with satisfaction, as a sentence. */
export function roleSentence(report, c) {
	const place = c.importance;
	if (!place) return '';
	const values = { rank: report.locale.number(place.rank), n: report.locale.number(place.of) };
	return report.text(`ui.char.role.${place.kind}${place.rank === 1 ? '_first' : ''}`, values);
}
