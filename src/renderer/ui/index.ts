export { Button, type ButtonProps } from './Button';
export { Checkbox, type CheckboxProps } from './Checkbox';
export { ChoiceList, type ChoiceListProps } from './ChoiceList';
export { classes } from './classes';
export { Dialog, type DialogProps } from './Dialog';
export { EmptyState, type EmptyStateProps } from './EmptyState';
export { ErrorNote, type ErrorNoteProps } from './ErrorNote';
export { IconButton, type IconButtonProps } from './IconButton';
export { Kbd } from './Kbd';
export { keyCaps, keyText } from './keys';
export { ContextMenu, Menu, type ContextMenuProps, type MenuItem, type MenuProps } from './Menu';
export { Popover, type PopoverProps } from './Popover';
export { ProgressBar, type ProgressBarProps } from './ProgressBar';
export { SearchField, type SearchFieldProps } from './SearchField';
export { Select, type SelectProps } from './Select';
export { Slider, type SliderProps } from './Slider';
export { Spinner } from './Spinner';
export { Switch, type SwitchProps } from './Switch';
export { Tabs, type TabsProps } from './Tabs';
export { TagChip, TagSwatch, type TagChipProps } from './TagChip';
export { TagPicker, type TagPickerProps } from './TagPicker';
export { TextField, type TextFieldProps } from './TextField';
export { Toolbar, type ToolbarProps } from './Toolbar';
export { Tooltip, type TooltipProps } from './Tooltip';
export { ViewHead, type ViewHeadProps } from './ViewHead';
export {
  rootFontSize,
  VirtualList,
  type ListPlace,
  type VirtualListHandle,
  type VirtualListProps,
} from './VirtualList';
