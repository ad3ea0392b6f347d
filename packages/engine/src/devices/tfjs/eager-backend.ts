/** A backend of tfjs that is ready to run. */
export interface EagerBackend {
  /** tfjs's name of it. */
  readonly name: string;
  /** Runtime, version and hardware in words. */
  readonly description: string;
}
