/** A message's text as elements. Made from the tree alone, so nothing in a text can become markup of its own. */
import { createElement, Fragment, type ReactNode, useMemo } from "react";
import { CodeBlock } from "./CodeBlock";
import { Link } from "./Link";
import styles from "./Markdown.module.css";
import { type Names, withMentions } from "./mentions";
import { parse } from "./parse";
import { Table } from "./Table";
import type { Block, Inline } from "./tree";

interface MarkdownProps {
  text: string;
  /** Whom a mention can mean. */
  names?: Names;
}

const NOBODY: Names = { members: new Map(), me: "" };

export function Markdown({ text, names = NOBODY }: MarkdownProps) {
  const blocks = useMemo(() => parse(text), [text]);
  return <Blocks blocks={blocks} names={names} />;
}

function Blocks({ blocks, names }: { blocks: readonly Block[]; names: Names }) {
  // biome-ignore lint/suspicious/noArrayIndexKey: never reordered, the place in the text is what names each
  return blocks.map((block, at) => <BlockView key={`${at} ${block.type}`} block={block} names={names} />);
}

function BlockView({ block, names }: { block: Block; names: Names }) {
  switch (block.type) {
    case "paragraph":
      return (
        <p className={styles.paragraph} data-heading={block.heading} dir="auto">
          {inlines(block.children, names)}
        </p>
      );
    case "code":
      return <CodeBlock language={block.language} text={block.text} />;
    case "quote":
      return (
        <blockquote className={styles.quote} dir="auto">
          <Blocks blocks={block.children} names={names} />
        </blockquote>
      );
    case "table":
      return <Table head={block.head} rows={block.rows} show={(children) => inlines(children, names)} />;
    case "list": {
      const items = block.items.map((item, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the place in the text is what names each
        <li key={at} data-task={item.task}>
          <Blocks blocks={item.children} names={names} />
        </li>
      ));
      return block.ordered ? (
        <ol className={styles.list} start={block.start} dir="auto">
          {items}
        </ol>
      ) : (
        <ul className={styles.list} dir="auto">
          {items}
        </ul>
      );
    }
  }
}

function inlines(nodes: readonly Inline[], names: Names): ReactNode[] {
  return nodes.map((node, at) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: the place in the text is what names each
    <Fragment key={at}>{inline(node, names)}</Fragment>
  ));
}

function inline(node: Inline, names: Names): ReactNode {
  switch (node.type) {
    case "text":
      return withMentions(node.text, names);
    case "code":
      return <code className={styles.code}>{node.text}</code>;
    case "link":
      // What an address says is no name of anybody.
      return <Link href={node.href}>{inlines(node.children, NOBODY)}</Link>;
    default:
      return createElement(node.type, null, inlines(node.children, names));
  }
}
