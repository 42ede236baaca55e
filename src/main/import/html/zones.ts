import { attributeOf, type PageElement } from './pageTree';

/** Words of class names and ids that tell what a part of a page is for, by the label a reader's fold shows. In order. */
const NAMED: readonly (readonly [label: string, pattern: RegExp])[] = [
  ['archive banner', /\b(?:wm ipp\w*|wm banner|google cache hdr|archive (?:banner|toolbar|header))\b/],
  ['cookie notice', /\b(?:cookies?|cookie ?\w+|consent|gdpr|ccpa|onetrust|cookiebot|didomi|cmp|qc cmp\w*)\b/],
  ['comment section', /\b(?:comments?|commentlist|disqus|livere|utterances|comment ?list|binh luan|reader ?responses)\b/],
  ['sharing links', /\b(?:share|shares|sharing|sharedaddy|addthis|addtoany|social|socials|sns|follow us|chia se)\b/],
  ['advertising', /\b(?:ads?|advert\w*|adsbygoogle|ad ?(?:slot|unit|box|wrap|container|banner)|dfp|gpt|sponsored|sponsor|taboola|outbrain|revcontent|quang cao|publicidad)\b/],
  ['related items', /\b(?:related|relate|relation|recommend\w*|recirc\w*|read ?next|up next|also like|more (?:stories|news|on|from|like)|most (?:read|popular|viewed|shared)|popular|trending|tren?ding|latest (?:news|stories|posts)|best ?news|rank(?:ing)?|other news|tin lien quan|lien quan|xem them|doc nhieu|ykien|teasers?|promo|promos)\b/],
  ['subscription plea', /\b(?:newsletters?|subscribe|subscription|sign ?up|regwall|membership|donate|donation|support us)\b/],
  ['menu', /\b(?:nav|navbar|navigation|nav ?menu|menu|menus|menubar|gnb|lnb|snb|megamenu|off ?canvas|breadcrumbs?|skip ?links?|jump ?(?:to|link)\w*|sitemap|topbar|top bar|site ?nav)\b/],
  ['navigation link', /\b(?:pagination|pager|page ?links|prev ?next|post ?nav|back to top|go ?top)\b/],
  ['reading control', /\b(?:font ?size|text ?size|article (?:tools?|util\w*|actions|controls)|tools?|toolbar|toolbox|utils?|utility|listen|tts|print ?(?:btn|button|link))\b/],
  ['pop-up', /\b(?:modal|popup|pop up|lightbox|overlay|toast|app ?banner|dialog)\b/],
  ['page footer', /\b(?:footer|foot ?er|site ?(?:info|footer)|colophon|copyright|global ?footer|page ?footer)\b/],
  ['page header', /\b(?:masthead|site ?header|page ?header|global ?header|top ?header|logo|branding|site ?branding)\b/],
  ['sidebar', /\b(?:sidebar|side ?bar|side|aside|rail|right ?(?:rail|col|column)|widget|widgets|widget ?area)\b/],
  ['topic links', /\b(?:tags?|tag ?list|post ?tags|topics|keywords|hashtags?)\b/],
  ['about the author', /\b(?:author ?(?:bio|box|card|info)|about ?(?:the )?author|writer ?(?:profile|info)|reporter ?(?:info|profile|card)|journalist ?(?:info|profile))\b/],
  ['not for printing', /\b(?:no ?print|donotprint|print ?(?:none|hidden|hide)|(?:hide|hidden) ?print)\b/],
]; // prettier-ignore

const ROLES: Readonly<Record<string, string>> = {
  navigation: 'menu',
  menu: 'menu',
  menubar: 'menu',
  contentinfo: 'page footer',
  banner: 'page header',
  complementary: 'sidebar',
  search: 'search box',
  dialog: 'pop-up',
  alertdialog: 'pop-up',
  toolbar: 'reading control',
};

/**
 * What an element's own marks say it is for besides the article: its name, role, class and id. Null where they say
 * nothing. A claim, not yet the truth: pages call anything `share` or `paywall`, so `pageLayers` weighs it.
 */
export function zoneOf(element: PageElement, insideArticle: boolean): string | null {
  const name = element.localName;
  if (name === 'html' || name === 'body' || name === 'main') return null;
  const role = attributeOf(element, 'role')?.trim().toLowerCase() ?? '';
  if (Object.hasOwn(ROLES, role) && !(role === 'banner' && insideArticle)) return ROLES[role]!;
  if (name === 'nav') return named(element) ?? 'menu';
  if (name === 'footer') return named(element) ?? (insideArticle ? null : 'page footer');
  if (name === 'header') return insideArticle ? null : 'page header';
  const label = named(element);
  if (label !== null) return label;
  if (name === 'aside') return insideArticle ? null : 'sidebar';
  if (name === 'button') return 'button';
  if (name === 'form') return 'form';
  return null;
}

function named(element: PageElement): string | null {
  // Of figures, captions and headings a class says how they look, hardly ever what they are for.
  if (
    /^(?:figure|figcaption|caption|h[1-6]|p|b|i|em|strong|td|th|tr|tbody|picture|time)$/.test(
      element.localName,
    )
  ) {
    if (element.localName !== 'p') return null;
  }
  const marks = `${attributeOf(element, 'id')?.slice(0, 100) ?? ''} ${attributeOf(element, 'class')?.slice(0, 300) ?? ''} ${attributeOf(element, 'data-testid')?.slice(0, 60) ?? ''}`;
  if (marks.length <= 2) return null;
  const words = marks
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ');
  // "no-sidebar", "has-ads", "with-comments" and "ad-free" say how the rest of the page is laid out.
  const own = words.replace(
    /\b(?:no|has|with|without|hide|show|is|not|ad free|article|content|entry) (?:side ?bar|ads?|comments?|share|social|nav|menu|tags?|header|footer|widgets?|body|modal)\b/g,
    (found) => (/^(?:article|content|entry) (?!body)/.test(found) ? found : ' '),
  );
  return NAMED.find(([, pattern]) => pattern.test(own))?.[0] ?? null;
}
