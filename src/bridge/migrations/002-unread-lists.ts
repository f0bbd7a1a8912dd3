/** Why a sweep could not read the service's lists; null when it could, or before. */
export const unreadLists = (schema: string): string => `ALTER TABLE ${schema}.sweep ADD COLUMN unlisted text`;
