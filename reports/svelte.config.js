// Relative addresses: the built site works under any path of any static server.
export default { kit: { paths: { relative: true } } };
