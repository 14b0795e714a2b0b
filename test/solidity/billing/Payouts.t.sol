// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IBillingNodes} from "../../../contracts/interfaces/IBillingNodes.sol";
import {IBillingPayouts} from "../../../contracts/interfaces/IBillingPayouts.sol";
import {IStreamCharges} from "../../../contracts/interfaces/IStreamCharges.sol";
import {IStreamLedger} from "../../../contracts/interfaces/IStreamLedger.sol";
import {IStreamNodes} from "../../../contracts/interfaces/IStreamNodes.sol";
import {IStreamRegistry} from "../../../contracts/interfaces/IStreamRegistry.sol";
import {IStreamTerms} from "../../../contracts/interfaces/IStreamTerms.sol";
import {BillingTest} from "./BillingTest.sol";

/// @title PayoutsTest
/// @notice Releases. What is swept from deleted streams: {SweepTest}.
contract PayoutsTest is BillingTest {
    address private operator = _named("operator");
    address private till = _named("till");

    /// @dev Proves that a release moves what is above arrears and reserve, all of it, to the receiver, if it is something
    /// and no less than the minimum; that arrears are paid first; and that the view said so before. Inputs: balances,
    /// debts, reserves and minima around each other; the tenant and a stream; in peace, in a pause, and delisted.
    function testFuzz_ReleaseExactly(uint96[4] memory seeds, bool ofTenant, uint8 weather) external {
        bytes32 id = ofTenant ? tenantId : streamId;
        uint256 whole = _bound(seeds[0], 1, 1e12);
        (uint256 due, uint256 reserve) = (_about(whole, seeds[1]) / 2, _about(whole, seeds[2]) / 2);
        uint256 expected = whole > due + reserve ? whole - due - reserve : 0;
        uint256 minimum = _about(expected, seeds[3]);
        _indebt(id, vault, due);
        _earn(id, vault, whole);
        _setTerms(reserve, minimum);
        _setReceiver(till);
        _weather(weather);

        bool pays = expected != 0 && expected >= minimum;
        vm.assertEq(billing.releasable(id, vault), pays ? expected : 0, "releasable");
        if (pays) {
            vm.expectEmit(address(billing));
            emit IBillingPayouts.Released(id, vault, till, expected);
        } else {
            vm.expectRevert(
                abi.encodeWithSelector(IBillingPayouts.NothingToRelease.selector, id, vault, expected, minimum)
            );
        }
        vm.prank(owner);
        billing.release(id, vault);
        vm.assertEq(_held(till, vault), pays ? expected : 0, "receiver");
        vm.assertEq(_balance(id), pays ? reserve : whole, "left");
        vm.assertEq(_arrears(id), pays ? 0 : due, "arrears");
        vm.assertEq(_held(platform, vault), pays ? due : 0, "platform");
        vm.assertEq(_held(owner, vault), 0, "owner");
    }

    /// @dev Proves who may release: the owner and operators always, anyone in a vault with a reserve. Inputs: any caller;
    /// with and without a reserve, in this vault and the other.
    function testFuzz_WhoReleases(address caller, bool reserved, bool otherReserved) external {
        vm.assume(caller != owner && caller != operator);
        _contribute(owner, streamId, vault, 100);
        if (reserved) _setTerms(1, 0);
        if (otherReserved) _setTerms(otherVault, 1, 0);
        _setOperator(operator, true);
        if (!reserved) {
            vm.expectRevert(abi.encodeWithSelector(IBillingPayouts.NotAReleaser.selector, tenantId, caller));
        }
        vm.prank(caller);
        billing.release(streamId, vault);
        vm.assertEq(_held(owner, vault), reserved ? 99 : 0);

        _contribute(owner, streamId, vault, 100);
        vm.prank(operator);
        billing.release(streamId, vault);
        vm.assertEq(_balance(streamId), reserved ? 1 : 0);
        _setOperator(operator, false);
        vm.assertFalse(billing.isPayoutOperator(tenantId, operator));
        _setTerms(0, 0);
        vm.expectRevert(abi.encodeWithSelector(IBillingPayouts.NotAReleaser.selector, tenantId, operator));
        vm.prank(operator);
        billing.release(streamId, vault);
    }

    /// @dev Proves that a tenant's reach ends at its own names: neither the owner nor the operator of another tenant, nor an
    /// operator or spender in the ledger, moves a share, and names that nobody has release nothing. Inputs: any amount.
    function testFuzz_OtherTenantsReleaseNothing(uint96 seed) external {
        bytes32 otherTenant = _createTenant("mallory", stranger);
        uint256 shares = _bound(seed, 1, type(uint96).max);
        _contribute(owner, streamId, vault, shares);
        _contribute(owner, tenantId, vault, shares);
        vm.startPrank(stranger);
        billing.setPayoutOperator(otherTenant, stranger, true);
        billing.setPayoutTerms(otherTenant, vault, 1, 0);
        bytes32[2] memory ids = [streamId, tenantId];
        for (uint256 i = 0; i < 2; ++i) {
            vm.expectRevert(abi.encodeWithSelector(IBillingPayouts.NotAReleaser.selector, tenantId, stranger));
            billing.release(ids[i], vault);
        }
        vm.stopPrank();
        address account = ledger.accountOf(streamId);
        vm.startPrank(owner);
        vm.expectRevert(
            abi.encodeWithSelector(
                IStreamLedger.ERC6909InsufficientAllowance.selector,
                owner,
                0,
                shares,
                uint160(vault)
            )
        );
        ledger.transferFrom(account, owner, uint160(vault), shares);
        vm.expectRevert(abi.encodeWithSelector(IBillingNodes.NodeUnknown.selector, bytes32("nobody")));
        billing.release("nobody", vault);
        vm.expectRevert(abi.encodeWithSelector(IBillingNodes.NodeUnknown.selector, ROOT));
        billing.release(ROOT, vault);
        vm.stopPrank();
        vm.assertEq(_balance(streamId), shares);
        vm.assertEq(_balance(tenantId), shares);
    }

    /// @dev Proves that the receiver is the one in the registry at that moment, the owner if none is set, and that accounts
    /// of names, the platform and the ledger are refused, without a loss. Inputs: each kind of account.
    function testFuzz_Receivers(uint8 kind, uint96 seed) external {
        uint256 shares = _bound(seed, 1, type(uint96).max);
        _contribute(owner, streamId, vault, shares);
        vm.assertEq(registry.receiverOf(tenantId), owner);
        kind = kind % 8;
        address to = till;
        if (kind == 0) to = address(0);
        if (kind == 1) to = ledger.accountOf(streamId);
        if (kind == 2) to = ledger.accountOf(twinId);
        if (kind == 3) to = ledger.accountOf(tenantId);
        if (kind == 4) to = ledger.watchAccountOf(streamId);
        if (kind == 5) to = address(ledger);
        if (kind == 6) to = platform;
        _setReceiver(to);
        vm.assertEq(registry.receiverOf(tenantId), kind == 0 ? owner : to);
        bool refused = kind >= 1 && kind <= 6;
        if (refused) vm.expectRevert(abi.encodeWithSelector(IStreamLedger.ReceiverRefused.selector, to));
        vm.prank(owner);
        billing.release(streamId, vault);
        vm.assertEq(_balance(streamId), refused ? shares : 0);
        if (!refused) vm.assertEq(_held(kind == 0 ? owner : to, vault), shares);
    }

    /// @dev Proves that a transfer of the tenant forgets receiver, operators and terms, so that the money of the new owner
    /// goes to the new owner, and that the old ones do not come back with the old owner. Inputs: any terms; one transfer
    /// and two.
    function testFuzz_TransfersForgetWhatTheOwnerSet(uint96 reserve, uint96 minimum, bool andBack) external {
        reserve = uint96(_bound(reserve, 1, type(uint96).max));
        address buyer = _named("buyer");
        _setTerms(reserve, minimum);
        _setOperator(operator, true);
        _setReceiver(till);
        _contribute(owner, streamId, vault, 100);
        _transferTenant(buyer);
        address heir = buyer;
        if (andBack) {
            vm.prank(buyer);
            registry.transferTenant(tenantId, owner);
            vm.prank(owner);
            registry.acceptTenant(tenantId);
            heir = owner;
        }
        _assertTerms(0, 0);
        vm.assertFalse(billing.isPayoutOperator(tenantId, operator));
        vm.assertEq(registry.receiverOf(tenantId), heir);
        address[2] memory former = [operator, andBack ? buyer : owner];
        for (uint256 i = 0; i < 2; ++i) {
            vm.expectRevert(abi.encodeWithSelector(IBillingPayouts.NotAReleaser.selector, tenantId, former[i]));
            vm.prank(former[i]);
            billing.release(streamId, vault);
        }
        vm.prank(heir);
        billing.release(streamId, vault);
        vm.assertEq(_held(heir, vault), 100);
        vm.assertEq(_held(till, vault), 0);
    }

    /// @dev Proves that terms, operators and receivers are set by the tenant's owner alone, for the tenant. Inputs: any
    /// caller and terms.
    function testFuzz_RevertWhen_NotTheOwner(address caller, uint96 reserve, uint96 minimum) external {
        vm.assume(caller != owner);
        bytes memory refusal = abi.encodeWithSelector(IBillingNodes.NotTheOwner.selector, tenantId, caller, owner);
        vm.startPrank(caller);
        vm.expectRevert(refusal);
        billing.setPayoutTerms(tenantId, vault, reserve, minimum);
        vm.expectRevert(refusal);
        billing.setPayoutOperator(tenantId, caller, true);
        vm.expectRevert(abi.encodeWithSelector(IStreamRegistry.NotTheOwner.selector, tenantId, caller, owner));
        registry.setReceiver(tenantId, caller);
        vm.stopPrank();
        vm.startPrank(owner);
        vm.expectRevert(abi.encodeWithSelector(IBillingNodes.NodeRefused.selector, streamId));
        billing.setPayoutTerms(streamId, vault, reserve, minimum);
        vm.expectRevert(abi.encodeWithSelector(IBillingNodes.NodeRefused.selector, streamId));
        billing.setPayoutOperator(streamId, caller, true);
        vm.expectRevert(abi.encodeWithSelector(IStreamRegistry.TenantUnknown.selector, streamId));
        registry.setReceiver(streamId, caller);
        billing.setPayoutTerms(tenantId, vault, reserve, minimum);
        vm.stopPrank();
        _assertTerms(reserve, minimum);
    }

    /// @dev Proves that nobody but billing debits a name or changes what follows from arrears. Inputs: any caller, also
    /// owners, the registry and the splits contract.
    function testFuzz_RevertWhen_NotTheBilling(address caller, uint8 who) external {
        if (who % 4 == 0) caller = owner;
        if (who % 4 == 1) caller = address(registry);
        if (who % 4 == 2) caller = address(splits);
        vm.assume(caller != address(billing));
        _contribute(owner, streamId, vault, 100);
        bytes[6] memory calls = [
            abi.encodeCall(IStreamCharges.chargeStream, (streamId, vault, 1)),
            abi.encodeCall(IStreamCharges.chargeNode, (streamId, vault, 1)),
            abi.encodeCall(IStreamCharges.setStreamArrears, (streamId, true)),
            abi.encodeCall(IStreamCharges.setTenantArrears, (1, true)),
            abi.encodeCall(IStreamNodes.releaseNode, (streamId, vault, 1)),
            abi.encodeCall(IStreamNodes.sweepNode, (streamId, vault))
        ];
        for (uint256 i = 0; i < calls.length; ++i) {
            vm.prank(caller);
            (bool success, bytes memory reason) = address(ledger).call(calls[i]);
            vm.assertFalse(success);
            vm.assertEq(reason, abi.encodeWithSelector(IStreamCharges.NotTheBilling.selector, caller));
        }
        vm.assertEq(_balance(streamId), 100);
    }

    /// @dev Proves that a billing contract gone wrong could still debit names only: not the platform, a watch address or
    /// what anybody holds under a name that nobody has. Inputs: any salt; the root; the salt of a watch address.
    function testFuzz_BillingReachesNamesOnly(bytes32 id, uint8 kind, uint96 seed) external {
        uint256 shares = _bound(seed, 1, type(uint96).max);
        IStreamLedger.AccountKind expected = IStreamLedger.AccountKind.Wallet;
        if (kind % 3 == 0) {
            (id, expected) = (ROOT, IStreamLedger.AccountKind.Platform);
            _contribute(owner, tenantId, vault, shares);
            _bill(tenantId, vault, shares);
        } else if (kind % 3 == 1) {
            (id, expected) = (keccak256(abi.encodePacked(streamId, "watch")), IStreamLedger.AccountKind.Watch);
        } else {
            _fund(ledger.accountOf(id), stETH, shares);
        }
        address account = ledger.accountOf(id);
        uint256 before = _held(account, vault);
        vm.startPrank(address(billing));
        vm.expectRevert(abi.encodeWithSelector(IStreamNodes.AccountKindRefused.selector, account, expected));
        ledger.chargeNode(id, vault, shares);
        vm.expectRevert(abi.encodeWithSelector(IStreamTerms.StreamUnknown.selector, id));
        ledger.chargeStream(id, vault, shares);
        vm.expectRevert(abi.encodeWithSelector(IStreamTerms.StreamUnknown.selector, id));
        ledger.sweepNode(id, vault);
        vm.stopPrank();
        vm.assertEq(_held(account, vault), before);
    }

    /* HELPERS */

    function _weather(uint8 weather) private {
        if (weather % 4 == 1 || weather % 4 == 3) _pause();
        if (weather % 4 >= 2) _delist(vault);
    }

    function _setTerms(uint256 reserve, uint256 minimum) private {
        _setTerms(vault, reserve, minimum);
    }

    function _setTerms(address vault_, uint256 reserve, uint256 minimum) private {
        vm.prank(owner);
        billing.setPayoutTerms(tenantId, vault_, uint96(reserve), uint96(minimum));
    }

    function _setOperator(address operator_, bool approved) private {
        vm.prank(owner);
        billing.setPayoutOperator(tenantId, operator_, approved);
    }

    function _setReceiver(address receiver_) private {
        vm.prank(owner);
        registry.setReceiver(tenantId, receiver_);
    }

    function _assertTerms(uint256 reserve, uint256 minimum) private view {
        (uint96 reserve_, uint96 minimum_) = billing.payoutTermsOf(tenantId, vault);
        vm.assertEq(reserve_, reserve, "reserve");
        vm.assertEq(minimum_, minimum, "minimum");
    }
}
