// Makes one replica set of its members, and the user that the chat signs in as: `mongosh --nodb init.js`. Safe to repeat;
// a changed MONGODB_PASSWORD is set by running it again.
//
// Before there is a user, only the members can sign in among each other: as `__system`, with the key they share. So do we.
const {
  MONGODB_MEMBERS, // host:port,host:port,…
  MONGODB_KEY,
  MONGODB_DATABASE,
  MONGODB_USER,
  MONGODB_PASSWORD,
} = process.env;
const SET = "chat";
const TRIES = 60;
const PAUSE = 2000; // ms
const PATIENCE = "serverSelectionTimeoutMS=5000";

function asMember(hosts, options, isWanted = () => true) {
  const address = `mongodb://__system:${encodeURIComponent(MONGODB_KEY)}@${hosts}/admin?authSource=local&${PATIENCE}&${options}`;
  for (let left = TRIES; ; left -= 1) {
    let reason = "no primary";
    try {
      const member = connect(address);
      if (isWanted(member)) return member;
    } catch (error) {
      // The message may hold the address, and so the key.
      reason = error.codeName ?? error.name;
    }
    if (left === 0) throw new Error(`${hosts}: ${reason}`);
    print(`Waiting for ${hosts} (${reason}).`);
    sleep(PAUSE);
  }
}

function isInitiated(member) {
  try {
    member.adminCommand({ replSetGetStatus: 1 });
    return true;
  } catch (error) {
    if (error.codeName === "NotYetInitialized") return false;
    throw error;
  }
}

const hosts = MONGODB_MEMBERS.split(",");
const first = asMember(hosts[0], "directConnection=true");
if (!isInitiated(first)) {
  const members = hosts.map((host, _id) => ({ _id, host }));
  first.adminCommand({ replSetInitiate: { _id: SET, members } });
  print("The replica set is initiated.");
}

// Through the set, so that whoever is elected takes it: a new set needs about ten seconds for that.
const isPrimary = (member) => member.adminCommand({ hello: 1 }).isWritablePrimary;
const admin = asMember(MONGODB_MEMBERS, `replicaSet=${SET}&w=majority`, isPrimary);
const roles = [
  { role: "readWrite", db: MONGODB_DATABASE },
  { role: "clusterMonitor", db: "admin" },
];
const known = admin.runCommand({ usersInfo: MONGODB_USER }).users.length > 0;
admin.runCommand({ [known ? "updateUser" : "createUser"]: MONGODB_USER, pwd: MONGODB_PASSWORD, roles });
print(known ? "The user has this password." : "The user is made.");
