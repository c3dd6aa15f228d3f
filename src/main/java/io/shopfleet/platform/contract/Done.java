package io.shopfleet.platform.contract;

/** The reply to a command that has nothing to tell but that it is done. */
public record Done() {
    /** The only value anyone needs. */
    public static final Done DONE = new Done();
}
