// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

/**
 * @title IBillingFunding
 * @notice What money the accounts of names take. Money comes in through the ledger's `fund`; this contract judges it.
 *
 * Arrears come first, and paying them is never refused (`payArrears` of the ledger pays them and nothing else). Beyond
 * them a tenant takes any money. A stream whose tenant has stream balances takes its owner's, and the public's only under
 * a policy of its own for each vault: off by default, with a cap on the sum and a rate limit. Revenue (start fees,
 * seconds, tips) is not funding and knows no bounds.
 *
 * Rate limits are for all payers together and promise no fairness between them.
 */
interface IBillingFunding {
    /// @notice Under what terms the public may fund a stream in one vault.
    /// @param open Whether it may at all.
    /// @param minimum Least shares of one payment.
    /// @param cap Most shares that the public brings while this policy stands.
    /// @param burst Most shares at once, and the allowance that comes back within `window`.
    /// @param window Seconds in which a used-up allowance comes back, linearly.
    struct FundingPolicy {
        bool open;
        uint96 minimum;
        uint96 cap;
        uint96 burst;
        uint32 window;
    }

    /// @notice `from` brought `shares` to the account of the tenant or stream `id`; `toArrears` of them paid arrears.
    /// @param isPublic Whether the rest counts towards the stream's policy.
    event Funded(
        bytes32 indexed id,
        address indexed from,
        address indexed vault,
        uint256 shares,
        uint256 toArrears,
        bool isPublic
    );

    /// @notice The stream's policy for public funding in `vault` changed; what counts towards the cap starts at zero.
    event FundingPolicySet(bytes32 indexed streamId, address indexed vault, FundingPolicy policy);

    /// @notice The caller is not the ledger.
    error NotTheLedger(address caller);

    /// @notice The tenant has no stream balances, so its streams take no money beyond their arrears.
    error StreamBalancesOff(bytes32 tenantId);

    /// @notice The stream is deleted or, for the public, stopped for more than arrears (bits of {Stops}); nothing beyond its
    /// arrears is taken.
    error StreamNotFundable(bytes32 streamId, uint8 stops);

    /// @notice The stream is not open to the public in this vault.
    error FundingClosed(bytes32 streamId, address vault);

    /// @notice The payment is below the minimum.
    error FundingBelowMinimum(uint256 shares, uint256 minimum);

    /// @notice The payment goes beyond the cap, of which `room` is left.
    error FundingAboveCap(uint256 shares, uint256 room);

    /// @notice The payment goes beyond the rate limit, of which `room` is left at this second.
    error FundingAboveRate(uint256 shares, uint256 room);

    /// @notice The policy is open with a zero minimum, cap or window, or with a minimum above its burst.
    error FundingPolicyRefused(FundingPolicy policy);

    /// @notice The vault is not listed.
    error VaultNotListed(address vault);

    /**
     * @notice Tenant's owner: sets under what terms the public may fund the stream in `vault`. The cap counts from zero
     * and the rate limit is fresh. The policy stays over deletion and re-creation.
     * @dev Requirements for an open policy: minimum, cap and window positive, minimum at most the burst.
     * Emits {FundingPolicySet}.
     */
    function setFundingPolicy(bytes32 streamId, address vault, FundingPolicy calldata policy) external;

    /**
     * @notice Ledger only: `from` has just moved `shares` to the account of `id`. Pays arrears, judges the rest, and
     * reverts what is refused.
     * @dev Emits {ArrearsPaid} and {Funded}.
     */
    function onFunded(address from, bytes32 id, address vault, uint256 shares) external;

    /* VIEWS: never revert */

    /// @notice The stream's policy in `vault`, and what counts towards its cap.
    function fundingPolicyOf(
        bytes32 streamId,
        address vault
    ) external view returns (FundingPolicy memory policy, uint256 funded);

    /// @notice What the public may bring the stream in `vault` at this second beyond its arrears, in shares.
    function fundingRoom(bytes32 streamId, address vault) external view returns (uint256 shares);
}
