/** What complaints, their handling, promises and disputes say: figures in words, and titles made from the rows that are shown. */
import { causeFinding } from './findings.js';

const HOURS_A_DAY = 24;
/** From so many days up, decimals say nothing. */
const WHOLE_DAYS_FROM = 12;

/** Hours as days, without decimals where they say nothing. */
export function daysOf(report, hours) {
	const days = hours / HOURS_A_DAY;
	return report.locale.number(days, days >= WHOLE_DAYS_FROM ? 0 : 1).replace(/[.,٫][0۰]$/, '');
}

/** met, not_met, undetermined: where a time's interval lies to its target. An end not in sight lies above every target. */
export function targetVerdictOf(time, target) {
	if (target == null || time.p90_hours == null) return null;
	if (time.ci_low != null && time.ci_low > target) return 'not_met';
	return time.ci_high != null && time.ci_high < target ? 'met' : 'undetermined';
}

/** Declared target of a measure. */
export const targetFor = (targets, measure) => targets.find((t) => t.measure === measure)?.target_value ?? null;

/** Times of one step in one period: by cause, and of all complaints. */
export function resolvedTimes(times, period, step = 'resolve') {
	const here = times.filter((t) => t.step === step && t.period_type === period?.period_type && t.period_start === period?.period_start);
	return { times: here.filter((t) => t.cut === 'cause'), all: here.find((t) => t.cut === 'overall') ?? null };
}

/** How few causes make most complaints, and the slowest of those that surely miss the target. */
export function causesFinding(report, rows, times = [], target = null) {
	const finding = causeFinding(report, rows);
	const late = times.filter((t) => targetVerdictOf(t, target) === 'not_met').sort((a, b) => b.p90_hours - a.p90_hours)[0];
	if (!late) return finding;
	return report.text('ui.finding.causes.slow', { finding, name: report.name.cause(late.cut_value), days: daysOf(report, late.p90_hours) });
}
