/** Every component in every state, for whoever works on them: under `vite dev` at /gallery, and in no build. */
import { Bell, MessageCircle, Pin, Settings, Trash2, Users } from "lucide-react";
import { type ReactNode, useState } from "react";
import { Avatar } from "../../components/Avatar";
import { Badge } from "../../components/Badge";
import { Button } from "../../components/Button";
import { ConfirmDialog } from "../../components/ConfirmDialog";
import { CopyField } from "../../components/CopyField";
import { EmptyState } from "../../components/EmptyState";
import { ErrorBoundary } from "../../components/ErrorBoundary";
import { IconButton } from "../../components/IconButton";
import { Item, ItemList } from "../../components/Item";
import { Menu, MenuItem } from "../../components/Menu";
import { Notice } from "../../components/Notice";
import { Actions, Section } from "../../components/Page";
import { PasswordField } from "../../components/PasswordField";
import { SearchField } from "../../components/SearchField";
import { Select } from "../../components/Select";
import { SkeletonList } from "../../components/Skeleton";
import { Spinner } from "../../components/Spinner";
import { Switch } from "../../components/Switch";
import { TextField } from "../../components/TextField";
import { useTheme } from "../../contexts/ThemeContext";
import { LANGUAGES, type Language, language, speak } from "../../i18n";
import { Markdown } from "../../markdown/Markdown";
import styles from "./GalleryPage.module.css";
import { Tokens } from "./Tokens";

const PEOPLE = ["Ada Lovelace", "Ben", "Chidi O.", "Дарья", "نور", "Eva", "Finn", "Gus"];
const VARIANTS = ["primary", "secondary", "ghost", "danger"] as const;
const TEXT = `**Bold**, *slanted*, ~~gone~~ and \`code\`, with https://example.org

> A quote of two
> lines

- one
- two

\`\`\`js
const answer = 42;
\`\`\``;

export default function GalleryPage() {
  return (
    <main className={styles.page}>
      <Controls />
      <div className={styles.columns}>
        <Tokens />
        <Buttons />
        <Faces />
        <Fields />
        <Choices />
        <Items />
        <Words />
        <Overlays />
        <States />
      </div>
    </main>
  );
}

function Controls() {
  const { theme, setTheme } = useTheme();
  const [spoken, setSpoken] = useState(language);
  return (
    <header className={styles.controls}>
      <h1 className={styles.title}>Gallery</h1>
      <Select
        label="Theme"
        value={theme}
        options={[
          ["system", "system"],
          ["light", "light"],
          ["dark", "dark"],
        ]}
        onChange={setTheme}
      />
      <Select
        label="Language"
        value={spoken}
        options={Object.entries(LANGUAGES) as [Language, string][]}
        onChange={(next) => void speak(next).then(() => setSpoken(next))}
      />
    </header>
  );
}

function Buttons() {
  return (
    <Section title="Button, IconButton">
      {VARIANTS.map((variant) => (
        <Row key={variant}>
          <Button variant={variant}>{variant}</Button>
          <Button variant={variant}>
            <MessageCircle aria-hidden width={18} height={18} />
            with icon
          </Button>
          <Button variant={variant} busy>
            busy
          </Button>
          <Button variant={variant} disabled>
            disabled
          </Button>
        </Row>
      ))}
      <Button variant="primary" wide>
        wide
      </Button>
      <Row>
        <IconButton label="plain" icon={<Settings />} />
        <IconButton label="plain, disabled" icon={<Settings />} disabled />
        <IconButton label="accent" icon={<MessageCircle />} tone="accent" />
        <IconButton label="accent, disabled" icon={<MessageCircle />} tone="accent" disabled />
      </Row>
    </Section>
  );
}

function Faces() {
  return (
    <Section title="Avatar, Badge">
      <Row>
        {PEOPLE.map((name, index) => (
          <Avatar key={name} name={name} id={String(index)} online={index % 3 === 0} />
        ))}
      </Row>
      <Row>
        {(["sm", "md", "lg", "xl"] as const).map((size) => (
          <Avatar key={size} name="Ada Lovelace" id="ada" size={size} online />
        ))}
      </Row>
      <Row>
        <Badge count={1} label="1 unread" />
        <Badge count={42} label="42 unread" />
        <Badge count={420} label="420 unread" />
        <Badge count="@" label="1 mention" />
        <Badge count={7} label="7 unread, muted" tone="quiet" />
      </Row>
    </Section>
  );
}

function Fields() {
  const [query, setQuery] = useState("");
  return (
    <Section title="TextField, PasswordField, SearchField, CopyField">
      <TextField label="Plain" defaultValue="Ada" />
      <TextField label="With a hint" hint="What is wanted." placeholder="Placeholder" />
      <TextField label="With a fault" error="What is wrong." defaultValue="1ada" />
      <TextField label="Disabled" disabled defaultValue="as it is" />
      <PasswordField label="Password" autoComplete="new-password" error={undefined} />
      <SearchField label="Search, empty" value={query} onChange={setQuery} />
      <SearchField label="Search, with something in it" value="ada" onChange={() => undefined} />
      <CopyField label="To take along" value="https://chat.example.org/join/k3Jx" />
    </Section>
  );
}

function Choices() {
  const [on, setOn] = useState(true);
  const [chosen, setChosen] = useState("all");
  return (
    <Section title="Switch, Select">
      <Switch label="On or off" checked={on} onChange={setOn} />
      <Switch label="With a hint" hint="What it does." checked={!on} onChange={() => setOn(!on)} />
      <Switch label="Disabled" checked disabled onChange={() => undefined} />
      <Select
        label="One of a few"
        hint="What it does."
        value={chosen}
        options={[
          ["all", "Everything"],
          ["none", "Nothing"],
        ]}
        onChange={setChosen}
      />
      <Select
        label="Disabled"
        value="all"
        options={[["all", "Everything"]]}
        disabled
        onChange={() => undefined}
      />
    </Section>
  );
}

function Items() {
  return (
    <Section title="Item">
      <ItemList label="Items">
        <li>
          <Item picture={<Avatar name="Ada Lovelace" id="ada" />} name="Ada Lovelace" small="@ada">
            <Button>An action</Button>
          </Item>
        </li>
        <li>
          <Item
            picture={<Bell aria-hidden />}
            name="With a note"
            small="What is less important"
            note={<Notice>Something went wrong.</Notice>}
          />
        </li>
        <li>
          <Item
            oneLine
            picture={<Avatar name="Ben" id="ben" />}
            name="One line, a link, however long the name of it may be and whatever comes behind it"
            to="/gallery"
            small="@ben"
          />
        </li>
      </ItemList>
    </Section>
  );
}

function Words() {
  return (
    <Section title="Notice, Markdown">
      <Notice>Something went wrong, in a sentence.</Notice>
      <Notice tone="info">Something to know.</Notice>
      <Notice tone="done">Something went well.</Notice>
      <div>
        <Markdown text={TEXT} />
      </div>
    </Section>
  );
}

function Overlays() {
  const [asking, setAsking] = useState(false);
  return (
    <Section title="Menu, Dialog">
      <Actions>
        <Menu label="A menu" trigger={<Settings />}>
          <MenuItem icon={<Pin />} onSelect={() => undefined}>
            An item
          </MenuItem>
          <MenuItem icon={<Bell />} checked onSelect={() => undefined}>
            The chosen one
          </MenuItem>
          <MenuItem icon={<Trash2 />} tone="danger" onSelect={() => undefined}>
            One to be careful with
          </MenuItem>
        </Menu>
        <Button onClick={() => setAsking(true)}>Open a dialog</Button>
      </Actions>
      {asking && (
        <ConfirmDialog
          title="Are you sure?"
          action="Do it"
          busy={false}
          problem={null}
          onConfirm={() => setAsking(false)}
          onClose={() => setAsking(false)}
        >
          <p>What follows from it.</p>
        </ConfirmDialog>
      )}
    </Section>
  );
}

function States() {
  return (
    <Section title="Spinner, SkeletonList, EmptyState, ErrorBoundary">
      <Row>
        <Spinner />
      </Row>
      <SkeletonList label="Loading" rows={2} />
      <EmptyState icon={<Users />} title="Nothing here yet" action={<Button>What to do about it</Button>}>
        Why that is, in a sentence.
      </EmptyState>
      <ErrorBoundary part="page">
        <Broken />
      </ErrorBoundary>
    </Section>
  );
}

function Broken(): ReactNode {
  throw new Error("A fault on purpose, to show what it looks like.");
}

function Row({ children }: { children: ReactNode }) {
  return <div className={styles.row}>{children}</div>;
}
