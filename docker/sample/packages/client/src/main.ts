import { type BuildInfo, LIMITS, type Message } from '@olympian/shared';
import { api, ApiFault } from './api.js';
import { after, brokenOff, type ChatState, EMPTY, opened } from './chatState.js';
import { describeBuilds, describeHealth } from './describe.js';

const HEALTH_EVERY_MS = 10_000;
const LABELS: Readonly<Record<Message['role'], string>> = { user: 'You', assistant: 'Model', note: 'Note' };

const page = {
  build: element('build', HTMLElement),
  conversations: element('conversations', HTMLUListElement),
  details: element('details', HTMLElement),
  form: element('form', HTMLFormElement),
  health: element('health', HTMLButtonElement),
  healthText: element('health-text', HTMLElement),
  message: element('message', HTMLTextAreaElement),
  messages: element('messages', HTMLElement),
  models: element('models', HTMLSelectElement),
  new: element('new', HTMLButtonElement),
  noConversations: element('no-conversations', HTMLElement),
  problem: element('problem', HTMLElement),
  send: element('send', HTMLButtonElement),
  stop: element('stop', HTMLButtonElement),
  title: element('title', HTMLElement),
};

let state: ChatState = EMPTY;
let replying: AbortController | undefined;

page.message.maxLength = LIMITS.messageLength;
page.form.addEventListener('submit', (event) => {
  event.preventDefault();
  void send();
});
page.message.addEventListener('keydown', (event) => {
  // While an input method composes a character, Enter belongs to it.
  if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    page.form.requestSubmit();
  }
});
page.stop.addEventListener('click', () => replying?.abort());
page.new.addEventListener('click', () => {
  leave();
  show(EMPTY);
  page.message.focus();
});
page.health.addEventListener('click', () => {
  page.details.hidden = !page.details.hidden;
  page.health.setAttribute('aria-expanded', String(!page.details.hidden));
});

show(EMPTY);
void showConversations();
void showModels();
void showBuilds();
void showHealth();
setInterval(() => void showHealth(), HEALTH_EVERY_MS);

async function send(): Promise<void> {
  const message = page.message.value;
  if (message.trim() === '' || replying !== undefined) {
    return;
  }

  const mine = new AbortController();
  replying = mine;
  page.message.value = '';
  show({ ...state, problem: undefined });
  try {
    const request = {
      message,
      ...(state.conversation === undefined ? {} : { conversationId: state.conversation.id }),
      ...(page.models.value === '' ? {} : { model: page.models.value }),
    };
    for await (const event of api.chat(request, mine.signal)) {
      if (mine === replying) {
        show(after(state, event));
      }

      if (event.type === 'user') {
        void showConversations(); // a new one is in the list from its first message on
      }
    }
  } catch (error) {
    if (mine === replying) {
      show(brokenOff(state, mine.signal.aborted ? undefined : reasonOf(error)));
      if (!mine.signal.aborted && error instanceof ApiFault) {
        // Nothing of it was kept: it goes back to where it can be sent again.
        page.message.value ||= message;
      }
    }
  } finally {
    if (mine === replying) {
      replying = undefined;
      show(state);
      page.message.focus();
    }

    await showConversations();
  }
}

async function open(id: string): Promise<void> {
  leave();
  try {
    show(opened(await api.conversation(id)));
  } catch (error) {
    show({ ...EMPTY, problem: reasonOf(error) });
  }

  await showConversations();
}

async function remove(id: string): Promise<void> {
  try {
    await api.delete(id);
    if (state.conversation?.id === id) {
      leave();
      show(EMPTY);
    }
  } catch (error) {
    show({ ...state, problem: reasonOf(error) });
  }

  await showConversations();
}

/** A reply goes on belonging to the conversation that is left; its stream here ends. */
function leave(): void {
  replying?.abort();
  replying = undefined;
}

function show(next: ChatState): void {
  state = next;
  const atEnd = page.messages.scrollHeight - page.messages.scrollTop - page.messages.clientHeight < 40;
  page.title.textContent = state.conversation?.title ?? 'New conversation';
  const shown = state.messages.map(articleOf);
  if (state.arriving !== undefined) {
    const article = articleOf({ id: '', createdAt: '', role: 'assistant', content: state.arriving.text || '…', model: state.arriving.model });
    article.classList.add('arriving');
    shown.push(article);
  }

  page.messages.replaceChildren(...shown);
  page.messages.setAttribute('aria-busy', String(state.arriving !== undefined));
  if (atEnd) {
    page.messages.scrollTop = page.messages.scrollHeight;
  }

  page.problem.hidden = state.problem === undefined;
  page.problem.textContent = state.problem ?? '';
  page.send.disabled = replying !== undefined;
  page.stop.hidden = replying === undefined;
}

// Text only, never markup: what a model or a person wrote cannot become part of the page.
function articleOf(message: Message): HTMLElement {
  const article = document.createElement('article');
  article.className = `message ${message.role}`;
  const who = document.createElement('h3');
  who.textContent = [LABELS[message.role], message.model, message.interrupted ? 'not finished' : undefined].filter(Boolean).join(' · ');
  const text = document.createElement('p');
  text.textContent = message.content;
  article.append(who, text);
  return article;
}

async function showConversations(): Promise<void> {
  try {
    const conversations = await api.conversations();
    page.noConversations.hidden = conversations.length > 0;
    page.conversations.replaceChildren(
      ...conversations.map(({ id, title }) => {
        const choose = document.createElement('button');
        choose.type = 'button';
        choose.textContent = title;
        choose.className = 'choose';
        if (id === state.conversation?.id) {
          choose.setAttribute('aria-current', 'true');
        }

        choose.addEventListener('click', () => void open(id));
        const drop = document.createElement('button');
        drop.type = 'button';
        drop.textContent = '×';
        drop.className = 'drop';
        drop.setAttribute('aria-label', `Delete “${title}”`);
        drop.addEventListener('click', () => {
          if (confirm(`Delete “${title}”?`)) {
            void remove(id);
          }
        });
        const item = document.createElement('li');
        item.append(choose, drop);
        return item;
      }),
    );
  } catch (error) {
    show({ ...state, problem: reasonOf(error) });
  }
}

async function showModels(): Promise<void> {
  try {
    const { models, reason } = await api.models();
    const options = models.map(({ name, parameterSize }) => new Option(parameterSize === undefined ? name : `${name} (${parameterSize})`, name));
    page.models.replaceChildren(...(options.length > 0 ? options : [new Option('none reachable', '')]));
    page.models.disabled = options.length === 0;
    page.models.title = reason ?? '';
  } catch (error) {
    page.models.replaceChildren(new Option('not known', ''));
    page.models.title = reasonOf(error);
  }
}

async function showHealth(): Promise<void> {
  try {
    const before = page.health.dataset['state'];
    const health = await api.health();
    page.health.dataset['state'] = health.status;
    page.healthText.textContent = health.status;
    page.details.replaceChildren(...describeHealth(health).map(lineOf));
    if (before !== undefined && before !== health.status) {
      await showModels();
    }
  } catch (error) {
    page.health.dataset['state'] = 'unreachable';
    page.healthText.textContent = 'unreachable';
    page.details.replaceChildren(lineOf(reasonOf(error)));
  }
}

async function showBuilds(): Promise<void> {
  const [mine, backend] = await Promise.all([known(api.pageBuild()), known(api.backendBuild())]);
  page.build.replaceChildren(...describeBuilds(mine, backend).map(lineOf));
}

async function known(build: Promise<BuildInfo>): Promise<BuildInfo | undefined> {
  try {
    return await build;
  } catch (error) {
    console.warn('A build cannot be named:', error);
    return undefined;
  }
}

function lineOf(text: string): HTMLElement {
  const line = document.createElement('p');
  line.textContent = text;
  return line;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function element<T extends HTMLElement>(id: string, type: abstract new (...args: never[]) => T): T {
  const found = document.getElementById(id);
  if (!(found instanceof type)) {
    throw new Error(`The page has no '${id}'.`);
  }

  return found;
}
