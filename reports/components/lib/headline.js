/** Which figures lead: the edition names the headline characteristic, its aspect and periods; what is not named is inferred. */
import { isShown, latest } from './report.js';

const ASPECTS = ['overall', 'perception'];
/** Measures that have one series for the whole organisation, whichever figure leads. */
const OWN_SERIES = ['M3_nps', 'M25_index'];

/**
 * @param {{overall: object[], characteristics: object[], waveTests: object[], trends: object[], edition: object}} rows
 * @returns {{characteristic: string|null, aspect: string|null, periodType: string, period: object|null, trendType: string}}
 */
export function headlineOf({ overall, characteristics, waveTests, trends, edition }) {
	const scores = overall.filter((r) => r.measure === 'M2_mean_score' && [edition.headline_aspect, ...ASPECTS].includes(r.aspect));
	const declared = edition.headline_characteristic ? [edition.headline_characteristic] : [];
	const leading = characteristics.filter((c) => c.is_overall).map((c) => c.characteristic_key);
	const characteristic = [...declared, ...leading].find((key) => scores.some((r) => r.characteristic_key === key)) ?? scores[0]?.characteristic_key ?? null;
	const own = scores.filter((r) => r.characteristic_key === characteristic);
	const aspect = [edition.headline_aspect, ...ASPECTS].find((a) => own.some((r) => r.aspect === a)) ?? null;
	const periodType = edition.headline_period ?? waveTests[0]?.period_type ?? (own.some((r) => r.period_type === 'wave') ? 'wave' : 'quarter');
	const trendType = edition.trend_period ?? trends[0]?.period_type ?? periodType;
	const complete = own.filter((r) => r.aspect === aspect && r.period_type === periodType && (!edition.as_of || !r.period_end || r.period_end <= edition.as_of));
	return { characteristic, aspect, periodType, trendType, period: latest(complete.filter((r) => isShown(r))) ?? latest(complete) };
}

/** The series of one measure for the headline characteristic. */
export const seriesOf = (overall, headline, measure, periodType) =>
	overall.filter((r) => r.measure === measure && r.period_type === periodType && (OWN_SERIES.includes(measure) || (r.characteristic_key === headline.characteristic && r.aspect === headline.aspect)));

/** Change of a metric row against the previous or the first period, if it was tested. */
export const changeOf = (waveTests, row, comparison = 'previous') =>
	row &&
	(waveTests.find(
		(t) => t.comparison === comparison && t.measure === row.measure && t.aspect === row.aspect && t.characteristic_key === row.characteristic_key && t.cut === row.cut && t.cut_value === row.cut_value && t.period_start === row.period_start
	) ??
		null);

export const trendOf = (trends, row) =>
	row &&
	(trends.find((t) => t.measure === row.measure && t.aspect === row.aspect && t.characteristic_key === row.characteristic_key && t.cut === row.cut && t.cut_value === row.cut_value) ?? null);

/** A declared target; one without aspect or characteristic holds for the whole measure. */
export const targetOf = (targets, measure, { aspect = null, characteristic = null } = {}) =>
	targets.find((t) => t.measure === measure && (!t.aspect || !aspect || t.aspect === aspect) && (!t.characteristic_key || !characteristic || t.characteristic_key === characteristic))?.target_value ?? null;

/** Rows of one period type's latest period. */
export function latestPeriod(rows, periodType) {
	const same = rows.filter((r) => r.period_type === periodType);
	const last = latest(same)?.period_start;
	return same.filter((r) => r.period_start === last);
}

/** What the leading score is about: its characteristic, or recommendation where that leads. */
export const headlineName = (report, headline) => (headline.aspect === 'intention_to_recommend' ? report.text('aspect.intention_to_recommend') : report.name.characteristic(headline.characteristic));
