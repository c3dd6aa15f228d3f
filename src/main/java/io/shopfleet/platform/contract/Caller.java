package io.shopfleet.platform.contract;

/**
 * On whose behalf a use case runs, as proved by an access token. Services decide with it who may see and change what.
 *
 * @param userId the user's id, at least 1
 * @param admin whether the user administers the shop
 */
public record Caller(long userId, boolean admin) {
    /**
     * Whether this caller may see what belongs to a user.
     *
     * @param ownerId the id of the user it belongs to
     * @return true for that user and for administrators
     */
    public boolean maySee(long ownerId) {
        return admin || userId == ownerId;
    }

    /**
     * Refuses everybody but administrators.
     *
     * @throws ProblemException {@link ErrorType#FORBIDDEN} when this caller is none
     */
    public void mustBeAdmin() {
        if (!admin) {
            throw ErrorType.FORBIDDEN.because("Only an administrator may do this");
        }
    }

    /**
     * How this caller is named in timelines and stock movements.
     *
     * @return {@code user:<id>}
     */
    public String actor() {
        return "user:" + userId;
    }
}
