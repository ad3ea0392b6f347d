import { CheckpointError } from "../../errors/checkpoint-error.ts";
import { readFields } from "./protobuf.ts";

/** What a piece is; numbers of the schema. */
export const pieceTypes = { normal: 1, unknown: 2, control: 3, userDefined: 4, unused: 5, byte: 6 } as const;

export interface SentencePiece {
  piece: string;
  score: number;
  /** One of `pieceTypes`. */
  type: number;
}

/** What of sentencepiece's model file (sentencepiece_model.proto) decides how text becomes pieces. */
export interface SentencePieceModel {
  pieces: SentencePiece[];
  modelType: "unigram" | "bpe" | "word" | "char";
  byteFallback: boolean;
  /** Whether the mark of a space stands behind a word. */
  whitespaceAsSuffix: boolean;
  unkId: number;
  /** Below 0: there is none. */
  bosId: number;
  eosId: number;
  padId: number;
  addDummyPrefix: boolean;
  removeExtraWhitespaces: boolean;
  /** Compiled normalization; empty for none. */
  precompiledCharsmap: Uint8Array;
}

/** More pieces than this are taken for a lie: four times the largest public vocabulary. */
export const maxPieces = 1 << 20;
/** Longest piece in UTF-16 code units; sentencepiece's trainer makes 16 characters, Gemma's spaces are 31. */
export const maxPieceLength = 512;

const modelTypes = ["unigram", "bpe", "word", "char"] as const;

/**
 * Reads sentencepiece's tokenizer.model.
 *
 * @param path names the file in errors
 * @throws CheckpointError when it is no such file, or larger than any
 */
export function parseSentencePieceModel(bytes: Uint8Array, path: string): SentencePieceModel {
  const model: SentencePieceModel = {
    pieces: [],
    modelType: "unigram",
    byteFallback: false,
    whitespaceAsSuffix: false,
    unkId: 0,
    bosId: 1,
    eosId: 2,
    padId: -1,
    addDummyPrefix: true,
    removeExtraWhitespaces: true,
    precompiledCharsmap: new Uint8Array(),
  };
  try {
    for (const field of readFields(bytes)) {
      if (field.number === 1) model.pieces.push(readPiece(field.bytes));
      else if (field.number === 2) readTrainerSpec(field.bytes, model);
      else if (field.number === 3) readNormalizerSpec(field.bytes, model);
      if (model.pieces.length > maxPieces) throw new RangeError(`it has more than ${maxPieces} pieces`);
    }
    if (model.pieces.length === 0) throw new RangeError("it has no pieces");
    if (new Set(model.pieces.map(({ piece }) => piece)).size < model.pieces.length)
      throw new RangeError("it has a piece twice");
  } catch (cause) {
    throw new CheckpointError(`${path} is not sentencepiece's: ${(cause as Error).message}`, { cause });
  }
  return model;
}

function readPiece(bytes: Uint8Array): SentencePiece {
  const result: SentencePiece = { piece: "", score: 0, type: pieceTypes.normal };
  for (const field of readFields(bytes)) {
    if (field.number === 1) result.piece = text(field.bytes);
    else if (field.number === 2) result.score = float(field.bytes);
    else if (field.number === 3) result.type = field.varint;
  }
  if (result.piece === "") throw new RangeError("it has a piece without text");
  if (result.piece.length > maxPieceLength) throw new RangeError(`it has a piece of ${result.piece.length} letters`);
  return result;
}

function readTrainerSpec(bytes: Uint8Array, model: SentencePieceModel): void {
  for (const { number, varint } of readFields(bytes)) {
    if (number === 3) model.modelType = modelTypeOf(varint);
    else if (number === 24) model.whitespaceAsSuffix = varint !== 0;
    else if (number === 35) model.byteFallback = varint !== 0;
    else if (number === 40) model.unkId = varint;
    else if (number === 41) model.bosId = varint;
    else if (number === 42) model.eosId = varint;
    else if (number === 43) model.padId = varint;
  }
}

function readNormalizerSpec(bytes: Uint8Array, model: SentencePieceModel): void {
  for (const { number, varint, bytes: value } of readFields(bytes)) {
    if (number === 2) model.precompiledCharsmap = value;
    else if (number === 3) model.addDummyPrefix = varint !== 0;
    else if (number === 4) model.removeExtraWhitespaces = varint !== 0;
  }
}

function modelTypeOf(value: number): SentencePieceModel["modelType"] {
  const type = modelTypes[value - 1];
  if (!type) throw new RangeError(`its model is of kind ${value}`);
  return type;
}

function text(bytes: Uint8Array): string {
  return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
}

function float(bytes: Uint8Array): number {
  if (bytes.length !== 4) throw new RangeError("a score in it is no float");
  return new DataView(bytes.buffer, bytes.byteOffset, 4).getFloat32(0, true);
}
