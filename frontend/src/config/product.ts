/** What the product is called, in one place. */
export const PRODUCT_NAME = "Chat";
