/** Addresses inside the site, relative to the page that is being rendered. */
import { base } from '$app/paths';

/** Pages that every page's head names; the last one lists all. */
export const PAGES = ['front', 'characteristics', 'gaps', 'drivers', 'complaints', 'competitors', 'actions', 'voices', 'methods', 'pages'];

/** All pages but the front page, by subject. */
export const GROUPS = {
	customers: ['characteristics', 'segments', 'gaps', 'expectations', 'drivers', 'trend', 'outcomes', 'competitors', 'explore'],
	voices: ['complaints', 'causes', 'promises', 'voices', 'focus', 'mystery', 'actions'],
	trust: ['validation', 'health', 'methods', 'standard'],
	editions: ['pack', 'changes', 'archive']
};

/** @param {string} language  @param {string} page one of PAGES or of GROUPS */
export const linkTo = (language, page) => (page === 'front' ? `${base}/${language}/` : `${base}/${language}/${page}/`);

/** The page of one characteristic. */
export const linkToCharacteristic = (language, key) => `${base}/${language}/characteristics/${encodeURIComponent(key)}/`;

/** Pages that say what changed or why, and the pages that lead on from them; others know their next step from their figures. */
export const NEXT = {
	complaints: ['causes', 'voices', 'characteristics'],
	causes: ['voices', 'characteristics', 'drivers'],
	promises: ['voices', 'causes', 'characteristics'],
	competitors: ['characteristics', 'drivers'],
	expectations: ['gaps', 'characteristics']
};
