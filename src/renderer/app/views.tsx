import { lazy } from 'react';
import type { Location } from './navigation';

const LibraryView = lazy(async () => ({ default: (await import('../library/LibraryView')).LibraryView }));
const ReaderView = lazy(async () => ({ default: (await import('../reader/ReaderView')).ReaderView }));
const SearchView = lazy(async () => ({ default: (await import('../search/SearchView')).SearchView }));
const NotebookView = lazy(async () => ({ default: (await import('../search/NotebookView')).NotebookView }));
const CompareView = lazy(async () => ({ default: (await import('../compare/CompareView')).CompareView }));
const RepairView = lazy(async () => ({ default: (await import('../repair/RepairView')).RepairView }));
const TagsView = lazy(async () => ({ default: (await import('../tags/TagsView')).TagsView }));
const NotesView = lazy(async () => ({ default: (await import('../library/NotesView')).NotesView }));
const BriefsView = lazy(async () => ({ default: (await import('../brief/BriefsView')).BriefsView }));
const MetadataView = lazy(async () => ({ default: (await import('../metadata/MetadataView')).MetadataView }));
const KeepingView = lazy(async () => ({ default: (await import('../keeping/KeepingView')).KeepingView }));
const LineageView = lazy(async () => ({ default: (await import('../reuse/LineageView')).LineageView }));
const CopiesView = lazy(async () => ({ default: (await import('../reuse/CopiesView')).CopiesView }));

/** The view a location names; each is fetched when it is first gone to. */
export function View({ location }: { location: Location }) {
  switch (location.view) {
    case 'library':
      return <LibraryView {...location} key={String(location.trashed ?? false)} />;
    case 'reader':
      return <ReaderView {...location} />;
    case 'search':
      return <SearchView {...location} />;
    case 'notebook':
      return <NotebookView {...location} key={location.notebook} />;
    case 'compare':
      return <CompareView {...location} />;
    case 'repair':
      return <RepairView {...location} key={location.document} />;
    case 'tags':
      return <TagsView {...location} />;
    case 'notes':
      return <NotesView {...location} />;
    case 'briefs':
      return <BriefsView {...location} />;
    case 'lineage':
      return <LineageView {...location} key={location.document} />;
    case 'copies':
      return <CopiesView />;
    case 'metadata':
      return <MetadataView {...location} />;
    case 'keeping':
      return <KeepingView />;
  }
}
