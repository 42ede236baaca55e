import { app, type Session, type WebContents } from 'electron';
import { isOwn, START_URL } from './appProtocol';

/** All that a page may ever be allowed: copying text, and the whole screen. */
const PERMISSIONS: ReadonlySet<string> = new Set(['clipboard-sanitized-write', 'fullscreen']);

/** Switches of Chromium that must stand before the app is ready. Offline is enforced here and in `isolate`, not hoped for. */
export function goOffline(): void {
  const { commandLine } = app;
  // No name has an address, so that even a request that escaped everything below ends here.
  commandLine.appendSwitch('host-resolver-rules', 'MAP * ~NOTFOUND');
  // A proxy of the system would look names up in our place, and so go past that rule.
  commandLine.appendSwitch('no-proxy-server');
  // Chromium's own errands: updates of components, field trials, reports, pings.
  commandLine.appendSwitch('disable-background-networking');
  commandLine.appendSwitch('disable-component-update');
  commandLine.appendSwitch('disable-domain-reliability');
  commandLine.appendSwitch('no-pings');
  // Electron reports crashes only where `crashReporter.start` is called, which nothing here does; this is the belt to it.
  commandLine.appendSwitch('disable-breakpad');
  // A peer-to-peer connection would go by address and past the rule for names.
  commandLine.appendSwitch('force-webrtc-ip-handling-policy', 'disable_non_proxied_udp');
  app.enableSandbox();
}

/** Shuts a session off from the network, from devices, and from every permission but two. */
export function isolate(session: Session): void {
  session.webRequest.onBeforeRequest((details, callback) => {
    const { url } = details;
    // blob: is how the page hands over a download; it is made of our own bytes and stays in the process.
    callback({ cancel: !(isOwn(url) || url.startsWith(`blob:${START_URL}`)) });
  });
  session.setPermissionRequestHandler((_, permission, decide) => decide(PERMISSIONS.has(permission)));
  session.setPermissionCheckHandler((_, permission) => PERMISSIONS.has(permission));
  session.setDevicePermissionHandler(() => false);
  session.setDisplayMediaRequestHandler(null);
  // Off macOS, whose dictionaries come with the system, Chromium would fetch its own from a server.
  session.setSpellCheckerEnabled(process.platform === 'darwin');
  session.setSpellCheckerDictionaryDownloadURL('app://dossier/no-dictionaries/');
  session.on('will-download', (event, item) => {
    if (!item.getURL().startsWith(`blob:${START_URL}`)) event.preventDefault();
  });
}

/** Keeps any page of the app, windows to come included, where it is. */
export function confine(contents: WebContents): void {
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp');
  contents.on('will-attach-webview', (event) => event.preventDefault());
  contents.on('will-redirect', (event) => event.preventDefault());
  contents.on('will-frame-navigate', (event) => {
    // The page may load itself anew, for instance after a crash; it may go nowhere else, and its frames nowhere at all.
    if (!(event.isMainFrame && event.url === START_URL)) event.preventDefault();
  });
}
