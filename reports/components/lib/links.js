/** Addresses inside the site, relative to the page that is being rendered. */
import { base } from '$app/paths';

export const PAGES = ['front', 'trend', 'gaps', 'segments', 'complaints', 'competitors', 'health', 'methods'];

/** @param {string} language  @param {string} page one of PAGES */
export const linkTo = (language, page) => (page === 'front' ? `${base}/${language}/` : `${base}/${language}/${page}/`);
