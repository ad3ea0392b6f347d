/** Characters (UTF-16 units) of one row; JSON and CSV rows are held in memory whole while they are read. */
export const MAX_ROW_CHARACTERS = 67_108_864;

/** Arrays and objects within one another, the row itself counted. */
export const MAX_ROW_DEPTH = 512;

/** Bytes that an archive may unpack to. They are read in passing, so this guards time and not memory. */
export const MAX_UNPACKED_BYTES = 256e9;

/** How many times its size an archive may unpack to, once that is more than `MAX_EXPANSION_FROM` bytes. Text has 3 to 30. */
export const MAX_EXPANSION = 250;
export const MAX_EXPANSION_FROM = 256e6;

/** Bytes of one page of a Parquet file, and of one row group, once decompressed; a row group is what is read at a time. */
export const MAX_PAGE_BYTES = 268_435_456;
export const MAX_ROW_GROUP_BYTES = 2_147_483_648;

/** Bytes of a row group of plain columns that are read at a time. */
export const ROW_GROUP_PART_BYTES = 33_554_432;
