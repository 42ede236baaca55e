import { collapsed } from './line';

/**
 * The lexicon of page furniture: whole lines that pages print around an article. Lines are compared folded (`foldLine`):
 * lower case, without signs and colons at the ends.
 */

/** A line as the lexicon knows it. */
export function foldLine(line: string): string {
  // Most lines are plain; the long way makes a new text in every step.
  const isPlain = /^[\x20-\x5f\x61-\x7e]*$/.test(line);
  const folded = isPlain
    ? line.toLowerCase()
    : line.normalize('NFKC').toLowerCase().replace(/[’‘`]/g, "'").replace(/[“”„]/g, '"');
  const apart = collapsed(folded).replace(BEFORE_WORDS, '');
  let end = apart.length;
  while (end > 0 && BEHIND_WORDS.test(apart[end - 1]!)) end -= 1;
  return apart.slice(0, end);
}
const BEFORE_WORDS = /^[\s\-–—•·|>»▶►→+[\](){}*#_=:]+/u;
const BEHIND_WORDS = /^[\s\-–—•·|>»▶►→+[\](){}*#_=:!….]$/u;

/** Lines that are furniture wherever they stand alone, by the label the reader's fold shows. */
const SURE: Readonly<Record<string, string>> = {
  'advertising marker': `
    advertisement|advertisements|advertisment|sponsored content|paid content|promoted|story continues below|
    story continues below advertisement|article continues below advertisement|article continues after advertisement|
    continue reading below|scroll to continue|scroll to continue with content|ad feedback|this ad will end in|
    anzeige|werbung|publicité|la suite après la publicité|suite de l'article après la publicité|publicidad|publicidade|
    continua após a publicidade|pubblicità|advertentie|reklam|reklama|реклама|iklan|advertorial|scroll to resume content|
    baca juga|quảng cáo|โฆษณา|광고|기사 광고|広告|スポンサーリンク|广告|廣告|إعلان`,
  'accessibility links': `
    accessibility links|accessibility link|accessibility help|accessibility|skip to main content|skip to content|
    skip to navigation|skip to search|skip to footer|skip navigation|skip links|jump to content|jump to navigation|
    zum inhalt springen|direkt zum inhalt|aller au contenu|aller au contenu principal|liens d'accessibilité|
    saltar al contenido|ir al contenido|enlaces para accesibilidad|ir para o conteúdo|vai al contenuto|
    tautan-tautan akses|langsung ke konten|langkau ke kandungan|đường dẫn truy cập|bỏ qua nội dung|
    ลิ้งค์เชื่อมต่อ|ข้ามไปเนื้อหา|본문 바로가기|본문으로 바로가기|메뉴 바로가기|연결 가능 링크|本文へ移動|本文へスキップ|
    メインコンテンツへスキップ|跳转到主要内容|无障碍链接|無障礙鏈接|跳到主要內容|ссылки для упрощенного доступа`,
  'breaking-news label': `
    breaking news|breaking|live updates|developing story|eilmeldung|dernière minute|última hora|última hora noticias|
    berita terkini|tin nóng|ข่าวด่วน|속보|速報|突发新闻|即時新聞|срочные новости`,
  'error message': `
    error message|warning message|an error occurred|an error has occurred|something went wrong|page not found|
    javascript is disabled|please enable javascript|javascript is not available|this page requires javascript|
    fehlermeldung|message d'erreur|mensaje de error|mensagem de erro|pesan kesalahan|오류 메시지|エラーメッセージ|错误信息|
    錯誤訊息|сообщение об ошибке|status message`,
  'navigation link': `
    back to content list|back to list|back to the list|back to top|back to contents|back to all articles|
    back to previous page|return to top|return to list|previous article|next article|previous story|next story|
    zurück zur übersicht|nach oben|retour en haut|retour à la liste|volver arriba|volver al listado|kembali ke atas|
    kembali ke daftar|về đầu trang|กลับไปด้านบน|목록으로|목록보기|맨 위로|一覧へ戻る|ページトップへ|返回列表|返回顶部|回到頂部|
    이전 기사|다음 기사|이전글|다음글|show caption|hide caption|toggle caption|view image in fullscreen`,
  'reading control': `
    listen to this article|listen to this story|listen to article|play audio|read aloud|text to speech|print this article|
    print this page|email this article|email this page|save this article|save article|bookmark this article|copy link|
    change text size|text size|font size|larger text|smaller text|artikel anhören|écouter cet article|
    escuchar este artículo|dengarkan artikel|글자크기|글자 크기|글자크기 조절|본문 글씨 키우기|본문 글씨 줄이기|기사 듣기|음성으로 듣기|
    文字サイズ|文字サイズ変更|字体大小|字號|字号`,
  'sharing links': `
    share this|share this article|share this story|share this page|share on facebook|share on twitter|share on x|
    share on whatsapp|share on linkedin|share via email|share this via email|follow us|follow us on twitter|
    follow us on facebook|artikel teilen|partager cet article|compartir este artículo|compartilhar|bagikan artikel|
    bagikan artikel ini|chia sẻ bài viết|แชร์บทความนี้|기사 공유하기|공유하기|페이스북 공유|트위터 공유|この記事をシェア|シェアする|分享到|
    分享此文|поделиться`,
  'cookie notice': `
    accept all cookies|accept cookies|cookie settings|cookie policy|manage cookies|manage preferences|reject all|
    alle akzeptieren|cookie-einstellungen|tout accepter|paramétrer les cookies|aceptar cookies|aceptar todo|
    configurar cookies|accetta tutti`,
  'subscription plea': `
    subscribe now|subscribe today|subscribe to continue reading|already a subscriber? sign in|already a subscriber? log in|
    already a subscriber|sign up for our newsletter|sign up to our newsletter|get our newsletter|become a member|
    become a subscriber|support our journalism|support quality journalism|support independent journalism|
    to continue reading, please subscribe|log in to continue reading|register to read more|this article is for subscribers|
    jetzt abonnieren|newsletter abonnieren|abonnez-vous|je m'abonne|suscríbete|suscríbase|assine já|abbonati|
    langganan sekarang|đăng ký ngay|구독하기|구독 신청|뉴스레터 구독|有料会員限定|会員登録|立即订阅|立即訂閱`,
  'comment section': `
    leave a comment|post a comment|show comments|view comments|view all comments|join the conversation|
    join the discussion|comments are closed|kommentar schreiben|laisser un commentaire|deja un comentario|댓글 쓰기|
    댓글쓰기|댓글 보기|コメントを書く|コメントする|发表评论|發表評論`,
};

/** Lines that begin a list of other pages when nothing but short items follows. */
const RELATED = `
  back to content list|back to list|related|related articles|related stories|related content|related news|related topics|
  related posts|related reading|related publications|related coverage|more on this|more on this story|more on this topic|
  more from this author|more by this author|more stories|more news|more like this|other publications|
  recent publications|latest publications|other articles|latest articles|latest news|latest stories|recent posts|
  recommended|recommended for you|recommended reading|recommended stories|read next|read more|up next|what to read next|
  you may also like|you might also like|you may also be interested in|don't miss|trending|trending now|most read|
  most popular|most viewed|most shared|top stories|editor's picks|editors' picks|must read|in case you missed it|
  also in this issue|in this series|see also|explore more|
  mehr zum thema|lesen sie auch|das könnte sie auch interessieren|meistgelesen|à lire aussi|lire aussi|sur le même sujet|
  les plus lus|noticias relacionadas|te puede interesar|lo más leído|más noticias|leia também|mais lidas|notícias relacionadas|
  leggi anche|i più letti|berita terkait|artikel terkait|baca juga|terpopuler|berita lainnya|tin liên quan|xem thêm|đọc nhiều nhất|
  ข่าวที่เกี่ยวข้อง|บทความที่เกี่ยวข้อง|ข่าวยอดนิยม|관련기사|관련 기사|관련뉴스|관련 뉴스|많이 본 뉴스|많이 본 기사|인기기사|인기 기사|주요뉴스|
  주요 뉴스|함께 보면 좋은 기사|추천기사|추천 기사|関連記事|関連ニュース|あわせて読みたい|おすすめ記事|人気記事|アクセスランキング|
  相关新闻|相关文章|相关阅读|延伸阅读|推荐阅读|热门新闻|相關新聞|相關文章|延伸閱讀|推薦閱讀|熱門新聞|читайте также|по теме`;

/** Words of menus and button rows. Each can be a line of an article too: they count only beside others of their kind. */
const MENU = `
  home|menu|search|share|print|email|e-mail|save|bookmark|facebook|twitter|x|linkedin|whatsapp|telegram|reddit|line|weibo|
  wechat|pinterest|instagram|youtube|rss|tweet|copy|link|close|open|login|log in|sign in|sign up|register|subscribe|
  newsletter|newsletters|contact|contact us|about|about us|help|faq|sitemap|site map|privacy|privacy policy|terms|
  terms of use|terms of service|cookies|imprint|impressum|datenschutz|comments|comment|like|follow|listen|pause|play|mute|
  previous|next|more|read more|top|back|news|world|asia|politics|business|sport|sports|culture|
  opinion|video|videos|photos|podcasts|weather|teilen|drucken|merken|partager|imprimer|envoyer|compartir|imprimir|
  bagikan|cetak|simpan|beranda|chia sẻ|in|lưu|แชร์|พิมพ์|หน้าแรก|공유|인쇄|스크랩|홈|메뉴|검색|로그인|회원가입|댓글|좋아요|페이스북|
  트위터|카카오톡|카카오스토리|네이버|밴드|シェア|印刷|保存|検索|メニュー|ホーム|ログイン|ツイート|分享|打印|收藏|搜索|菜单|首页|登录|
  微博|微信|列印|首頁|搜尋|選單|登入`;

/** Field names of a catalogue page, whose values stand on lines of their own. */
const CATALOGUE = `
  format|electronic|pages|page count|language|languages|isbn|issn|doi|publisher|publication date|publication type|
  published in|file size|file type|download|downloads|pdf|paperback|hardcover|binding|price|series|volume|issue|edition|
  topics|keywords|document type|copyright|availability|free|type|category|erscheinungsdatum|seiten|sprache|langue|
  formato|páginas|idioma|halaman|bahasa|발행일|쪽수|언어|형식|ページ数|言語|页数|语言`;

const entries = (list: string): string[] =>
  list
    .split('|')
    .map((entry) => foldLine(entry))
    .filter((entry) => entry !== '');

const sure = new Map(
  Object.entries(SURE).flatMap(([label, list]) => entries(list).map((entry) => [entry, label] as const)),
);
const related = new Set(entries(RELATED));
const menu = new Set(entries(MENU));
const catalogue = new Set(entries(CATALOGUE));

const PATTERNS: readonly (readonly [label: string, pattern: RegExp])[] = [
  ['reading time', /^(?:estimated )?reading time ?:? ?(?:about )?\d+ ?(?:min(?:ute)?s?)?$/],
  ['reading time', /^\d+[ -]?min(?:ute)?s?(?: read)$/],
  [
    'reading time',
    /^(?:lesezeit|temps de lecture|tiempo de lectura|waktu baca|thời gian đọc) ?:? ?\d+ ?min\p{L}*$/u,
  ],
  ['reading time', /^(?:읽는 시간|읽기) ?:? ?\d+ ?분$/],
  ['font-size controls', /^(?:(?:xxs|xs|sm|md|lg|xl|xxl)[ /|]+){1,6}(?:xxs|xs|sm|md|lg|xl|xxl)$/],
  ['font-size controls', /^a ?[+-]? ?\/? ?a(?: ?[+-]? ?\/? ?a)?$/],
  ['font-size controls', /^(?:글자크기|문자크기)? ?(?:가 ?[+-]? ?){2,4}$/],
  // Folding makes ⓒ a plain c and takes the bracket before it.
  ['copyright line', /^(?:copyright )?(?:©|c\)?) ?(?:copyright )?\d{4}\b.{0,120}$/],
  ['copyright line', /^copyright \d{4}\b.{0,120}$/],
  ['copyright line', /^all rights reserved$/],
  ['copyright line', /무단 ?(?:전재|복제)[^.]{0,30}금지$/],
  ['copyright line', /^(?:無断転載|禁无断转载|无断复制).{0,20}$/],
  ['comment section', /^\d+ comments?$/],
  [
    'related-item link',
    /^(?:read more|read also|also read|related|see also|more|don't miss|watch|lesen sie auch|lire aussi|lea también|leia também|baca juga|xem thêm|관련 기사|関連記事|相关阅读) ?: .{8,150}$/,
  ],
];

/** The label of a line that is furniture by itself; null for any other. `line` is folded. */
export function sureLabel(line: string): string | null {
  const known = sure.get(line);
  if (known !== undefined) return known;
  if (line.length > 200) return null;
  return PATTERNS.find(([, pattern]) => pattern.test(line))?.[0] ?? null;
}

export const opensRelated = (line: string): boolean => related.has(line);
export const isMenuWord = (line: string): boolean => menu.has(line);
export const isCatalogueField = (line: string): boolean => catalogue.has(line);

/** A row of menu words in one line, as recognised pages have it: `Home News Sport Business`. `line` is folded. */
export function isMenuRow(line: string): boolean {
  if (line.length > 120) return false;
  const words = line.split(/[\s|·•/>›»≡☰,]+/u).filter((word) => word !== '');
  // “More world news” is a line; a menu has one word more than a line of three can make by chance.
  return words.length >= 4 && new Set(words).size === words.length && words.every((word) => menu.has(word));
}

/** A sentence asking to subscribe or donate, also inside a longer line. Only believed at the end of a text. */
export function isPlea(line: string): boolean {
  // A report about a plea is none.
  if (/\b(?:said|says|say|told|asked|wrote|according to)\b/.test(line)) return false;
  return (
    /\b(?:by subscribing|subscribe (?:now|today|to (?:our|us|the))|(?:please )?consider (?:subscribing|donating|becoming a)|support (?:our|independent|quality) (?:journalism|reporting|work|newsroom)|become a (?:member|subscriber|supporter)|sign up (?:for|to) our|your (?:subscription|support|donation) (?:helps|makes|keeps|allows|pays)|make a donation|already a subscriber|enjoyed this (?:article|story))/.test(
      line,
    ) ||
    /(?:구독과 후원|후원해 ?주세요|구독해 ?주세요|ご購読|请订阅|請訂閱|abonnieren sie|abonnez-vous|suscríbase|berlangganan sekarang)/.test(
      line,
    )
  );
}

/** A sentence that prepares such a plea. Only believed right before one. */
export function preparesPlea(line: string): boolean {
  return /\b(?:misinformation|quality journalism|independent journalism|trusted (?:news|journalism|reporting)|free press|our (?:newsroom|reporters|journalists|reporting|readers)|readers like you)\b/.test(
    line,
  );
}
