/** Characters (UTF-16 units) of one row; JSON and CSV rows are held in memory whole while they are read. */
export const MAX_ROW_CHARACTERS = 67_108_864;

/** Arrays and objects within one another, the row itself counted. */
export const MAX_ROW_DEPTH = 512;
