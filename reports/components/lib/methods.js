/** Rows of focus groups, mystery visits, suggestions, letters and reviews as charts and tables take them. Draws nothing. */
import { latest } from './report.js';

const ofPeriod = (rows) => rows.filter((r) => r.period_start === latest(rows)?.period_start);

/** Themes of focus groups by the number of groups that raised them. */
export function groupRows(report, rows) {
	const { locale, text } = report;
	return rows.map((r) => ({
		name: text(`theme.${r.theme_key}`), figure: r.figure_id, column: 'n_groups_raised', value: r.n_groups_raised,
		words: r.n_groups_raised == null ? '' : text('ui.groups_of', { n: locale.number(r.n_groups_raised), all: locale.number(r.n_groups) }),
		note: r.n_groups_raised == null ? '' : text('ui.groups_polarity', { negative: locale.number(r.n_negative), positive: locale.number(r.n_positive) })
	}));
}

/** Scores of the last year with visits by characteristic, site or segment; `perceived` adds what customers say of the same. */
export function visitRows(report, rows, { kind, perceived = [] }) {
	const { locale, text } = report;
	const wanted = {
		characteristic: (r) => r.site === 'all' && r.cut === 'overall' && r.characteristic_key !== 'all',
		site: (r) => r.site !== 'all' && r.cut === 'overall',
		segment: (r) => r.site === 'all' && r.cut !== 'overall' && r.characteristic_key === 'all'
	}[kind];
	const nameOf = { characteristic: (r) => report.name.characteristic(r.characteristic_key), site: (r) => r.site, segment: (r) => report.name.cutValue(r.cut, r.cut_value) }[kind];
	return ofPeriod(rows).filter(wanted).map((r) => {
		const own = kind === 'characteristic' ? perceived.find((p) => p.characteristic_key === r.characteristic_key) : null;
		const words = r.score_0_100 == null ? '' : locale.number(r.score_0_100, 1);
		return {
			name: nameOf(r), figure: r.figure_id, column: 'score_0_100', value: r.score_0_100, low: r.ci_low, high: r.ci_high, n: r.n_visits, words,
			tip: `${words} (${text('ui.interval95')} ${locale.interval(r.ci_low, r.ci_high)}; ${text('ui.n_visits', { n: locale.number(r.n_visits ?? 0) })})`,
			other: own && own.estimate != null ? { figure: own.figure_id, value: own.estimate, tip: `${text('ui.perceived_score')}: ${locale.number(own.estimate, 1)}` } : null
		};
	});
}

/** The visits of the last year as a whole. */
export const allVisits = (rows) => ofPeriod(rows).find((r) => r.site === 'all' && r.cut === 'overall' && r.characteristic_key === 'all');

/** What customers say of each characteristic in the latest period that has it. */
export function perceivedScores(scores) {
	const mine = scores.filter((r) => r.aspect === 'perception' && r.cut === 'overall' && r.estimate != null && (!r.measure || r.measure === 'M2_mean_score'));
	return [...new Set(mine.map((r) => r.characteristic_key))].map((key) => latest(mine.filter((r) => r.characteristic_key === key)));
}

export function evaluatorRows(report, rows) {
	const { locale } = report;
	return rows.filter((r) => r.period_type === 'last_12_months').map((r) => ({
		name: r.evaluator, figure: r.figure_id, column: 'difference', value: r.difference, low: r.ci_low, high: r.ci_high, n: r.n_visits,
		words: r.difference == null ? '' : `${locale.signed(r.difference)} ${report.name.verdict(r.verdict)}`, note: r.verdict ? report.name.verdict(r.verdict) : ''
	}));
}

/** The last whole year with messages, else the last one. */
const wholeYear = (rows, asOf) => latest(rows.filter((r) => !asOf || r.period_end <= asOf))?.period_start ?? latest(rows)?.period_start;

export function suggestionRows(report, rows, { by }) {
	const start = wholeYear(rows, report.edition.as_of);
	const mine = rows.filter((r) => r.period_start === start && (by === 'kind' ? r.theme_key === 'all' && r.kind !== 'all' : r.kind === 'all' && r.theme_key !== 'all'));
	const nameOf = (r) => (by === 'kind' ? report.text.or(`suggestion_kind.${r.kind}`, r.kind) : report.text(`theme.${r.theme_key}`));
	return mine.map((r) => ({ name: nameOf(r), key: r.theme_key, figure: r.figure_id, column: 'n_suggestions', value: r.n_suggestions, words: r.n_suggestions == null ? '' : report.locale.number(r.n_suggestions), start, end: r.period_end }));
}

/** What the boxes are most often about, of the themes that were told. */
export function suggestionFinding(report, rows) {
	const told = rows.filter((r) => r.value != null && r.key !== 'not_classified');
	if (!told.length) return report.text('method.suggestion_box');
	const first = told.reduce((most, r) => (r.value > most.value ? r : most));
	return report.text('ui.finding.suggestions_theme', { name: first.name, n: first.words });
}

export function letterRows(report, rows) {
	const { locale } = report;
	return rows.filter((r) => r.characteristic_key === 'all' && r.thanks_per_1000 != null).map((r) => ({
		name: locale.period('year', r.period_start, r.period_end), figure: r.figure_id, column: 'thanks_per_1000', value: r.thanks_per_1000, n: r.n_thanks, words: locale.number(r.thanks_per_1000, 2)
	}));
}

export function reviewRows(report, reviews, shares) {
	const last = wholeYear(reviews, report.edition.as_of);
	return reviews.filter((r) => r.period_start === last && r.n != null).map((r) => ({
		...r, ratings: shares.filter((s) => s.platform === r.platform && s.rating_max === r.rating_max && s.period_start === last).sort((a, b) => b.rating - a.rating)
	}));
}

/** The best and the worst of the places that were visited. */
export function placeFinding(report, { kind, rows }) {
	const told = [...rows].sort((a, b) => b.value - a.value);
	const format = (r) => report.locale.number(r.value, 1);
	const [best, worst] = [told[0], told[told.length - 1]];
	if (format(best) === format(worst)) return report.text(`ui.finding.mystery_${kind}_alike`, { value: format(best) });
	return report.text(`ui.finding.mystery_${kind}`, { high: best.name, top: format(best), low: worst.name, bottom: format(worst) });
}
