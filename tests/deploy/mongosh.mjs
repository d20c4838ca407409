// A mongosh just large enough for deploy/mongodb/init.js: it makes up the members, and writes down what they are asked.
//   node mongosh.mjs SCRIPT '{"env": {…}, "away": 0, "electing": 0, "initiated": false, "users": []}'
import { readFileSync } from "node:fs";
import { runInNewContext } from "node:vm";

const [script, json] = process.argv.slice(2);
const members = JSON.parse(json);
const asked = [];
const printed = [];

function connect(address) {
  if (members.away > 0) {
    members.away -= 1;
    throw Object.assign(new Error(`nobody at ${address}`), { name: "MongoServerSelectionError" });
  }
  const run = (command) => {
    if ("hello" in command) {
      members.electing -= 1;
      return { ok: 1, isWritablePrimary: members.electing < 0 };
    }
    asked.push({ address, command });
    if ("replSetGetStatus" in command && !members.initiated) {
      throw Object.assign(new Error("no replset config has been received"), { codeName: "NotYetInitialized" });
    }
    if ("replSetInitiate" in command) members.initiated = true;
    const users = members.users.filter((user) => user === command.usersInfo).map((user) => ({ user }));
    return "usersInfo" in command ? { ok: 1, users } : { ok: 1 };
  };
  return { adminCommand: run, runCommand: run };
}

let failure = null;
try {
  const shell = { connect, print: (line) => printed.push(line), sleep: () => {}, process: { env: members.env } };
  runInNewContext(readFileSync(script, "utf8"), shell);
} catch (error) {
  failure = error.message;
}
console.log(JSON.stringify({ asked, printed, failure }));
