/** Where moto answers otherwise than the contract says, by the reason. */
export const motoDifferences: Readonly<Record<string, readonly string[]>> = {};
