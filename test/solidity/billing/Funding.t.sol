// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IBillingFunding} from "../../../contracts/interfaces/IBillingFunding.sol";
import {IStreamLedger} from "../../../contracts/interfaces/IStreamLedger.sol";
import {IStreamNodes} from "../../../contracts/interfaces/IStreamNodes.sol";
import {Stops} from "../../../contracts/libraries/Stops.sol";
import {BillingTest} from "./BillingTest.sol";

/// @title FundingTest
/// @notice Whose money the accounts of names take, and what becomes of it. Bounds on the public's: {PublicFundingTest}.
contract FundingTest is BillingTest {
    /// @dev Proves that whoever funds, arrears are paid first, by what came and what revenue left there, and the rest stays.
    /// Inputs: debts, revenue and payments around each other; the tenant and a stream; the owner and the public.
    function testFuzz_ArrearsFirst(uint96 owed, uint96 earned, uint96 seed, bool ofTenant, bool byOwner) external {
        bytes32 id = ofTenant ? tenantId : streamId;
        uint256 due = _bound(owed, 1, 1e12);
        uint256 revenue = _about(due, earned);
        uint256 shares = 1 + _about(due, seed);
        address from = byOwner ? owner : sponsor;
        _openToThePublic();
        _indebt(id, vault, due);
        _earn(id, vault, revenue);
        _fund(from, stETH, shares);

        uint256 rest = revenue + shares > due ? _min(shares, revenue + shares - due) : 0;
        vm.expectEmit(address(billing));
        emit IBillingFunding.Funded(id, from, vault, shares, shares - rest, rest != 0 && !ofTenant && !byOwner);
        vm.prank(from);
        ledger.fund(id, vault, shares);

        uint256 paid = _min(due, revenue + shares);
        vm.assertEq(_held(platform, vault), paid, "platform");
        vm.assertEq(_arrears(id), due - paid, "arrears");
        vm.assertEq(_balance(id), revenue + shares - paid, "balance");
        vm.assertEq(_held(from, vault), 0, "payer");
        (, uint256 funded) = billing.fundingPolicyOf(streamId, vault);
        vm.assertEq(funded, ofTenant || byOwner ? 0 : rest, "counted");
    }

    /// @dev Proves that arrears can be paid by somebody whose own session pays the very stream that owes: the session counts
    /// first, and only what is then missing is taken. Inputs: seconds of the session, and a debt above what they earn.
    function testFuzz_PayArrearsOfAStreamOneWatches(uint8 watched, uint64 owed) external {
        uint256 gross = 7 * _bound(watched, 1, 200);
        uint256 earned = gross - gross / 10;
        uint256 due = _bound(owed, earned + 1, 1e12);
        address account = ledger.accountOf(streamId);
        vm.prank(owner);
        registry.setPayee(streamId, account);
        _fund(viewer, stETH, 2e12);
        vm.prank(viewer);
        ledger.startStream(streamId, vault, 600, type(uint256).max, 0);
        _skip(gross / 7);
        _indebt(streamId, vault, due);
        vm.prank(viewer);
        vm.assertEq(ledger.payArrears(streamId, vault, type(uint256).max), due - earned);
        vm.assertEq(_arrears(streamId), 0, "arrears");
        vm.assertEq(_held(viewer, vault), 2e12 - gross - (due - earned), "payer");
        vm.assertEq(_balance(streamId), 0, "balance");
    }

    /// @dev Proves that the owner's money knows no bounds: no policy, stopped and suspended streams, arrears. Inputs: any
    /// amount; all sets of reasons to stop but deletion.
    function testFuzz_OwnersAreUnlimited(uint96 seed, uint8 reasons) external {
        uint256 shares = _bound(seed, 1, type(uint96).max);
        _stopFor(reasons & Stops.OWNER, reasons & Stops.SUSPENDED);
        _contribute(owner, streamId, vault, shares);
        vm.assertEq(_balance(streamId), shares);
        (, uint256 funded) = billing.fundingPolicyOf(streamId, vault);
        vm.assertEq(funded, 0);
    }

    /// @dev Proves that a tenant takes anybody's money, whatever the policies of its streams, and with no stream balances.
    /// Inputs: any amount, any payer.
    function testFuzz_AnybodyTopsUpATenant(address from, uint96 seed, bool enabled) external {
        vm.assume(ledger.accountKind(from) == IStreamLedger.AccountKind.Wallet);
        vm.assume(from != address(0) && from != address(ledger));
        uint256 shares = _bound(seed, 1, type(uint96).max);
        if (!enabled) _setStreamBalances(false);
        _contribute(from, tenantId, vault, shares);
        vm.assertEq(_balance(tenantId), shares);
    }

    /// @dev Proves that money beyond the arrears is refused, and exactly the arrears taken, where nothing else may come in:
    /// a deleted stream, one without stream balances, a delisted vault; for the public also a stopped and a suspended one
    /// and one that is not open. Inputs: each of these; debts of any size; the owner and the public.
    function testFuzz_DebtsAlone(uint8 seed, uint96 owed, bool byOwner) external {
        uint256 due = _bound(owed, 1, 1e12);
        uint8 obstacle = byOwner ? seed % 3 : seed % 6;
        address from = byOwner ? owner : sponsor;
        if (obstacle != 5) _openToThePublic();
        _indebt(streamId, vault, due);
        _fund(from, stETH, due + 1);
        bytes memory refusal = _putInTheWay(obstacle);
        vm.prank(from);
        vm.expectRevert(refusal);
        ledger.fund(streamId, vault, due + 1);
        vm.prank(from);
        ledger.fund(streamId, vault, due);
        vm.assertEq(_arrears(streamId), 0);
        vm.assertEq(_balance(streamId), 0);
        vm.assertEq(_held(platform, vault), due);
        vm.assertEq(_held(from, vault), 1);
    }

    /// @dev Proves that a delisted vault takes nothing for a tenant either but what it owes. Inputs: debts of any size.
    function testFuzz_DelistedVaultsPayDebtsOfTenants(uint96 owed) external {
        uint256 due = _bound(owed, 1, 1e12);
        _indebt(tenantId, vault, due);
        _fund(sponsor, stETH, due + 1);
        _delist(vault);
        vm.startPrank(sponsor);
        vm.expectRevert(abi.encodeWithSelector(IBillingFunding.VaultNotListed.selector, vault));
        ledger.fund(tenantId, vault, due + 1);
        ledger.fund(tenantId, vault, due);
        vm.stopPrank();
        vm.assertFalse(ledger.isInArrears(_tenantNo()));
    }

    /// @dev Proves that nothing is funded with nothing, with what one does not have, in a pause, or for what is no name:
    /// unknown ids, the root, and the salt of a watch address. Inputs: any amount, any payer.
    function testFuzz_RevertWhen_NothingOrNowhere(uint96 seed, bool byOwner) external {
        uint256 shares = _bound(seed, 1, type(uint96).max);
        address from = byOwner ? owner : sponsor;
        _openToThePublic();
        _fund(from, stETH, shares);
        vm.startPrank(from);
        vm.expectRevert(IStreamLedger.ZeroAmount.selector);
        ledger.fund(streamId, vault, 0);
        vm.expectRevert(
            abi.encodeWithSelector(
                IStreamLedger.ERC6909InsufficientBalance.selector,
                from,
                shares,
                shares + 1,
                uint160(vault)
            )
        );
        ledger.fund(streamId, vault, shares + 1);
        bytes32[3] memory ids = [
            registry.streamIdOf(tenantId, "nobody"),
            ROOT,
            keccak256(abi.encodePacked(streamId, "watch"))
        ];
        IStreamLedger.AccountKind[3] memory kinds = [
            IStreamLedger.AccountKind.Wallet,
            IStreamLedger.AccountKind.Platform,
            IStreamLedger.AccountKind.Watch
        ];
        for (uint256 i = 0; i < ids.length; ++i) {
            address account = ledger.accountOf(ids[i]);
            vm.expectRevert(abi.encodeWithSelector(IStreamNodes.AccountKindRefused.selector, account, kinds[i]));
            ledger.fund(ids[i], vault, shares);
        }
        vm.stopPrank();
        _pause();
        vm.expectRevert(IStreamLedger.EnforcedPause.selector);
        vm.prank(from);
        ledger.fund(streamId, vault, shares);
        vm.assertEq(_held(from, vault), shares, "lost");
    }

    /// @dev Proves that money which the asset or the vault was given behind the ledger's back is nobody's funding: it counts
    /// to no balance and no cap, and blocks nothing. Inputs: donations of any size, to the account, the ledger, the vault.
    function testFuzz_DonationsAreIgnored(uint96 seed, uint8 to) external {
        uint256 shares = _bound(seed, 1, type(uint96).max);
        address account = ledger.accountOf(streamId);
        _openToThePublic();
        uint256 room = billing.fundingRoom(streamId, vault);
        vm.deal(address(this), 2 * shares);
        weth.deposit{value: 2 * shares}();
        weth.transfer(
            to % 3 == 0
                ? account
                : to % 3 == 1
                    ? address(ledger)
                    : vault,
            shares
        );
        weth.approve(vault, shares);
        stETH.deposit(shares, to % 2 == 0 ? account : address(ledger));
        vm.deal(account, shares);
        vm.assertEq(_balance(streamId), 0);
        vm.assertEq(billing.fundingRoom(streamId, vault), room);
        _contribute(sponsor, streamId, vault, room);
        vm.assertEq(_balance(streamId), room);
    }

    /// @dev Proves that nobody but the ledger announces money. Inputs: any caller.
    function testFuzz_RevertWhen_NotTheLedger(address caller) external {
        vm.assume(caller != address(ledger));
        vm.expectRevert(abi.encodeWithSelector(IBillingFunding.NotTheLedger.selector, caller));
        vm.prank(caller);
        billing.onFunded(owner, streamId, vault, 1);
    }

    /* HELPERS */

    function _openToThePublic() private {
        vm.prank(owner);
        billing.setFundingPolicy(
            streamId,
            vault,
            IBillingFunding.FundingPolicy(true, 1, type(uint96).max, type(uint96).max, 1)
        );
    }

    function _stopFor(uint8 byOwner, uint8 byRegistrar) private {
        if (byOwner != 0) {
            vm.prank(owner);
            registry.stopStream(streamId);
        }
        if (byRegistrar != 0) {
            vm.prank(registrar);
            registry.suspendStream(streamId);
        }
    }

    /// @dev Makes the stream one that takes no money beyond its arrears; the first three are in the owner's way too.
    function _putInTheWay(uint8 obstacle) private returns (bytes memory refusal) {
        if (obstacle == 0) {
            _delete(streamId);
        } else if (obstacle == 1) {
            _setStreamBalances(false);
            return abi.encodeWithSelector(IBillingFunding.StreamBalancesOff.selector, tenantId);
        } else if (obstacle == 2) {
            _delist(vault);
            return abi.encodeWithSelector(IBillingFunding.VaultNotListed.selector, vault);
        } else if (obstacle == 3) {
            _stopFor(1, 0);
        } else if (obstacle == 4) {
            _stopFor(0, 1);
        } else {
            return abi.encodeWithSelector(IBillingFunding.FundingClosed.selector, streamId, vault);
        }
        uint8 stops = _stops(streamId) & ~Stops.ARREARS; // paid by then
        return abi.encodeWithSelector(IBillingFunding.StreamNotFundable.selector, streamId, stops);
    }
}
