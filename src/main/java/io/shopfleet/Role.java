package io.shopfleet;

/** What a process can be. */
public enum Role {
    /** The public HTTP API. */
    GATEWAY,
    /** People and tokens. */
    USER,
    /** Orders. */
    ORDER,
    /** Products and stock. */
    INVENTORY
}
