// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {RateLimiter} from "@openzeppelin/contracts/utils/RateLimiter.sol";
import {IBillingFunding} from "./interfaces/IBillingFunding.sol";
import {IStreamRegistry} from "./interfaces/IStreamRegistry.sol";
import {Stops} from "./libraries/Stops.sol";
import {BillingNodes} from "./BillingNodes.sol";

/**
 * @title BillingFunding
 * @notice What money the accounts of names take: arrears first, owners freely, the public within a policy.
 */
abstract contract BillingFunding is BillingNodes, IBillingFunding {
    using RateLimiter for RateLimiter.RefillingBucket;

    struct StreamFunding {
        FundingPolicy policy; // slots 0 and 1
        uint256 funded; // slot 2; by the public, since the policy was set
        RateLimiter.RefillingBucket rate; // slots 3 and 4; one entry
    }

    /// @custom:storage-location erc7201:weir.storage.BillingFunding
    struct BillingFundingStorage {
        mapping(bytes32 streamId => mapping(address vault => StreamFunding funding)) funding; // slot 0
    }

    // keccak256(abi.encode(uint256(keccak256("weir.storage.BillingFunding")) - 1)) & ~bytes32(uint256(0xff))
    bytes32 private constant BILLING_FUNDING_STORAGE =
        0x0c356044a01d0991f3d906cee2ba089796abf3d5ccf5ddb5567fc4ce98508800;

    /// @dev The one entry of a rate limiter: all payers share it.
    bytes32 private constant EVERYBODY = 0;

    /// @inheritdoc IBillingFunding
    function setFundingPolicy(bytes32 streamId, address vault, FundingPolicy calldata policy) external {
        _ownStream(streamId);
        bool sound = policy.minimum != 0 && policy.cap != 0 && policy.window != 0 && policy.minimum <= policy.burst;
        require(!policy.open || sound, FundingPolicyRefused(policy));
        StreamFunding storage funding = _streamFunding(streamId, vault);
        (funding.policy, funding.funded) = (policy, 0);
        funding.rate.updateSettings(policy.window, policy.burst);
        funding.rate.reset(EVERYBODY);
        emit FundingPolicySet(streamId, vault, policy);
    }

    /// @inheritdoc IBillingFunding
    function onFunded(address from, bytes32 id, address vault, uint256 shares) external {
        require(msg.sender == address(_ledger()), NotTheLedger(msg.sender));
        IStreamRegistry.Node memory node = _knownNode(id);
        _payArrears(id, node.tenantId, vault);
        uint256 rest = Math.min(shares, _balanceOf(id, vault));
        bool isPublic = rest != 0 && node.isStream && from != node.owner;
        if (rest != 0) {
            require(_ledger().isListed(vault), VaultNotListed(vault));
            if (node.isStream) _requireFundable(id, node.tenantId, isPublic);
            if (isPublic) _countPublic(id, vault, rest);
        }
        emit Funded(id, from, vault, shares, shares - rest, isPublic);
    }

    /* VIEWS */

    /// @inheritdoc IBillingFunding
    function fundingPolicyOf(
        bytes32 streamId,
        address vault
    ) external view returns (FundingPolicy memory policy, uint256 funded) {
        StreamFunding storage funding = _streamFunding(streamId, vault);
        return (funding.policy, funding.funded);
    }

    /// @inheritdoc IBillingFunding
    function fundingRoom(bytes32 streamId, address vault) external view returns (uint256 shares) {
        StreamFunding storage funding = _streamFunding(streamId, vault);
        if (!funding.policy.open || !_ledger().isListed(vault) || _ledger().paused()) return 0;
        if (!hasStreamBalances(REGISTRY.tenantIdOfName(streamId))) return 0;
        if (_ledger().termsOf(streamId).stops & ~Stops.ARREARS != 0) return 0;
        shares = Math.min(_capRoom(funding), funding.rate.available(EVERYBODY));
        if (shares < funding.policy.minimum) return 0;
    }

    /* INTERNAL */

    /// @dev The stream takes money: its owner's unless it is deleted, the public's unless it is stopped for more than
    /// arrears.
    function _requireFundable(bytes32 streamId, bytes32 tenantId, bool isPublic) private view {
        require(hasStreamBalances(tenantId), StreamBalancesOff(tenantId));
        uint8 stops = _ledger().termsOf(streamId).stops;
        uint8 forbidden = isPublic ? ~Stops.ARREARS : Stops.DELETED;
        require(stops & forbidden == 0, StreamNotFundable(streamId, stops));
    }

    /// @dev Counts public money towards the policy, or refuses it.
    function _countPublic(bytes32 streamId, address vault, uint256 shares) private {
        StreamFunding storage funding = _streamFunding(streamId, vault);
        FundingPolicy memory policy = funding.policy;
        require(policy.open, FundingClosed(streamId, vault));
        require(shares >= policy.minimum, FundingBelowMinimum(shares, policy.minimum));
        uint256 room = _capRoom(funding);
        require(shares <= room, FundingAboveCap(shares, room));
        room = funding.rate.available(EVERYBODY);
        require(funding.rate.tryConsume(EVERYBODY, shares), FundingAboveRate(shares, room));
        funding.funded += shares;
    }

    function _capRoom(StreamFunding storage funding) private view returns (uint256) {
        return funding.policy.cap - funding.funded;
    }

    function _streamFunding(bytes32 streamId, address vault) private view returns (StreamFunding storage) {
        return _billingFunding().funding[streamId][vault];
    }

    function _billingFunding() private pure returns (BillingFundingStorage storage $) {
        assembly {
            $.slot := BILLING_FUNDING_STORAGE
        }
    }
}
