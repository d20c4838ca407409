/** What the account asks for besides the password: where the query cache keeps it. */
export const FACTORS = ["factors"];
