import admin from "./admin.json";
import chat from "./chat.json";
import common from "./common.json";
import conversation from "./conversation.json";
import emoji from "./emoji.json";
import group from "./group.json";
import people from "./people.json";
import problem from "./problem.json";
import settings from "./settings.json";
import shortcuts from "./shortcuts.json";
import sidebar from "./sidebar.json";
import signIn from "./signIn.json";
import welcome from "./welcome.json";

export default {
  admin,
  chat,
  common,
  conversation,
  emoji,
  group,
  people,
  problem,
  settings,
  shortcuts,
  sidebar,
  signIn,
  welcome,
};
