// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC20} from "@openzeppelin/contracts/interfaces/IERC20.sol";
import {IStreamLedger} from "../../../contracts/interfaces/IStreamLedger.sol";
import {IStreamMeter} from "../../../contracts/interfaces/IStreamMeter.sol";
import {IStreamSplits} from "../../../contracts/interfaces/IStreamSplits.sol";
import {StreamVault} from "../../../contracts/StreamVault.sol";
import {WeirTest} from "../helpers/WeirTest.sol";
import {PaymentHandler} from "./PaymentHandler.t.sol";
import {PaymentModel} from "./PaymentModel.sol";
import {PaymentWorld} from "./PaymentWorld.sol";

/**
 * @title PaymentInvariantsTest
 * @notice What holds after any sequence of calls of {PaymentHandler}. The numbers are those of `test/solidity/README.md`.
 */
contract PaymentInvariantsTest is WeirTest {
    PaymentHandler private handler;
    address[] private vaults;
    address[] private people;
    address[] private everyone;

    function setUp() public override {
        super.setUp();
        address owner = _named("owner");
        handler = new PaymentHandler(
            PaymentWorld.World({
                ledger: ledger,
                registry: registry,
                splits: splits,
                vaults: [stETH, stUSDC],
                weth: weth,
                usdc: usdc,
                tenantId: _createTenant("alice", owner),
                owner: owner,
                receiver: receiver,
                pauser: pauser,
                unpauser: unpauser,
                feeSetter: feeSetter,
                lister: lister,
                registrar: registrar
            })
        );
        usdc.configureMinter(address(handler), type(uint256).max);
        vaults = [address(stETH), address(stUSDC)];
        people = [handler.people(0), handler.people(1), handler.people(2)];
        for (uint256 i = 0; i < handler.accountCount(); ++i) everyone.push(handler.allAccounts(i));
        for (uint256 i = 0; i < vaults.length * people.length; ++i) {
            handler.depositAssets({time: 0, who: i / vaults.length, to: 0, where: i, amount: 1_000_000});
        }
        _targetContract(address(handler));
    }

    /* THE HANDLER ITSELF */

    /// @dev Proves that the sequences below visit what they are meant to visit: no action is refused for ever, and every
    /// branch worth its name is reached. The inputs are drawn as the runner draws them, from one seed.
    function test_HandlerReachesEveryBranch() external {
        bytes4[] memory actions = _actions();
        uint256 random = 1;
        for (uint256 i = 0; i < 3_000; ++i) {
            bytes memory data = abi.encodePacked(actions[i % actions.length]);
            for (uint256 j = 0; j < 6; ++j) {
                random = uint256(keccak256(abi.encode(random)));
                data = abi.encodePacked(data, random);
            }
            (bool success, bytes memory reason) = address(handler).call(data);
            vm.assertTrue(success, string(reason));
        }
        for (uint256 i = 0; i < actions.length; ++i) vm.assertGt(handler.done(actions[i]), 9, vm.toString(i));
        string[11] memory branches = [
            "a viewer paid themselves",
            "a session was settled after its end",
            "a balance bounded a session",
            "a start fee was paid",
            "a debit shortened a session",
            "a stop ended a running session",
            "a pause ended a running session",
            "a viewer ended a running session",
            "a heartbeat prolonged a session",
            "a heartbeat revived a session",
            "a stream was created again"
        ];
        for (uint256 i = 0; i < branches.length; ++i) vm.assertGt(handler.visits(branches[i]), 3, branches[i]);
    }

    /* 1: THE BOOKS BALANCE */

    /// @dev Σ balances = Σ shares in − Σ shares out ≤ shares that the ledger holds; what it holds beyond was donated.
    function invariant_1_BooksBalance() external view {
        for (uint256 i = 0; i < vaults.length; ++i) {
            PaymentModel.VaultModel memory model = handler.vaultModel(vaults[i]);
            uint256 sum = 0;
            for (uint256 j = 0; j < everyone.length; ++j) sum += _balance(vaults[i], everyone[j]);
            vm.assertEq(sum, model.sharesIn - model.sharesOut, "balances, in - out");
            vm.assertEq(IERC20(vaults[i]).balanceOf(address(ledger)), sum + model.sharesDonated, "shares held");
        }
    }

    /* 2: EXACTNESS */

    /// @dev Settled + owed = Σ rate × seconds, for every viewer; and the platform has the rounded-down part of all that a
    /// viewer ever paid, however it was cut into settlements.
    function invariant_2_BillsAreExact() external view {
        for (uint256 i = 0; i < vaults.length * people.length; ++i) {
            (address vault, address viewer) = handler.pairOf(i);
            (uint256 settled, uint256 fees, , ) = handler.receipts(vault, viewer);
            vm.assertEq(settled + ledger.owed(viewer, vault), handler.billOf(vault, viewer), "settled + owed");
            vm.assertEq(fees, handler.feesOf(vault, viewer), "fees");
        }
    }

    /// @dev Every account holds, to the unit, what the model says: viewers, payees, splits, names and the platform.
    function invariant_2_BalancesAreExact() external view {
        for (uint256 i = 0; i < vaults.length; ++i) {
            for (uint256 j = 0; j < everyone.length; ++j) {
                uint256 balance = handler.accountModel(vaults[i], everyone[j]).balance;
                vm.assertEq(_balance(vaults[i], everyone[j]), balance, "balance");
            }
        }
    }

    /* 3: NOTHING BEYOND WHAT WAS AGREED */

    /// @dev A session has the price, payee and fee of its quote, and ends no later than agreed, nor after an end, a stop,
    /// a pause or its money. It owes no more than those seconds cost, and no more than the balance.
    function invariant_3_NothingBeyondTheAgreement() external view {
        for (uint256 i = 0; i < vaults.length * people.length; ++i) {
            (address vault, address viewer) = handler.pairOf(i);
            PaymentModel.Agreement memory agreed = handler.agreement(vault, viewer);
            IStreamMeter.SessionView memory session = ledger.sessionOf(viewer, vault);
            vm.assertEq(session.perSecond, agreed.perSecond, "rate");
            vm.assertEq(session.payee, agreed.payee, "payee");
            vm.assertEq(session.feeBps, agreed.feeBps, "fee");
            vm.assertEq(session.until, agreed.until, "until");
            vm.assertLe(session.until, agreed.agreedUntil, "until, agreed");
            vm.assertEq(session.running, block.timestamp < agreed.until, "running");
            vm.assertEq(session.ended, agreed.ended, "ended");
            vm.assertEq(session.owed, handler.owedBy(vault, viewer), "owed");
            vm.assertLe(session.owed, _balance(vault, viewer), "owed, balance");
        }
    }

    /// @dev The law of the meter: `balance ≥ perSecond × (until - settledAt)` for every session that is not over, with
    /// the `until` of the session's word, as its events tell it.
    function invariant_3_SessionsArePaidFor() external view {
        for (uint256 i = 0; i < vaults.length * people.length; ++i) {
            (address vault, address viewer) = handler.pairOf(i);
            IStreamMeter.SessionView memory session = ledger.sessionOf(viewer, vault);
            (, , uint256 settledAt, uint256 until) = handler.receipts(vault, viewer);
            vm.assertEq(session.settledAt, settledAt, "settled at");
            vm.assertLe(session.until, until, "until");
            vm.assertLe(session.perSecond * (until - settledAt), _balance(vault, viewer), "not paid for");
        }
    }

    /* 4: NOBODY TAKES OUT MORE THAN WENT IN */

    /// @dev For each account: withdrawn ≤ deposited + credited by others, and what is left is the difference. What really
    /// left the ledger, in assets and shares, is what the model let out.
    function invariant_4_NobodyTakesOutMoreThanWentIn() external view {
        for (uint256 i = 0; i < vaults.length; ++i) {
            for (uint256 j = 0; j < everyone.length; ++j) {
                PaymentModel.AccountModel memory model = handler.accountModel(vaults[i], everyone[j]);
                uint256 paid = model.bySessions + model.byOwner + model.byClaims; // withdrawals are by the owner
                vm.assertLe(model.withdrawn, model.deposited + model.credited, "took out too much");
                vm.assertEq(_balance(vaults[i], everyone[j]) + paid, model.deposited + model.credited, "in - out");
            }
            for (uint256 j = 0; j < people.length; ++j) _assertOutside(vaults[i], people[j]);
            _assertOutside(vaults[i], receiver);
        }
    }

    /// @dev If everybody settles, claims and leaves now, everybody can, also in a pause and from a delisted vault. What
    /// stays belongs to names, for which nobody signs, or is dust of splits, less than one unit per holder.
    function invariant_4_EverybodyCanLeave() external {
        uint256 snapshot = vm.snapshotState();
        for (uint256 i = 0; i < vaults.length; ++i) {
            ledger.settle(vaults[i], people);
            _claimAll(vaults[i], 1); // has the other split among its holders
            _claimAll(vaults[i], 0);
            uint256 supply = IERC20(vaults[i]).totalSupply();
            for (uint256 j = 0; j < everyone.length; ++j) supply -= _leave(vaults[i], everyone[j]);
            vm.assertEq(IERC20(vaults[i]).totalSupply(), supply, "redeemed");
            for (uint256 j = 0; j < everyone.length; ++j) {
                uint256 left = _balance(vaults[i], everyone[j]);
                if (j < people.length || everyone[j] == ledger.platformAccount()) vm.assertEq(left, 0, "stuck");
                if (_isSplit(everyone[j])) vm.assertLt(left, handler.table(0).holders.length, "dust");
            }
        }
        vm.revertToState(snapshot);
    }

    /* 5: NOBODY IS DEBITED EXCEPT BY THE RULES */

    /// @dev Debits, as transfers tell them: of people by their sessions and by themselves, of splits by claims, of the
    /// platform by its withdrawals, of names never. A stranger's calls are among those made.
    function invariant_5_DebitsFollowTheRules() external view {
        for (uint256 i = 0; i < vaults.length; ++i) {
            for (uint256 j = 0; j < everyone.length; ++j) {
                (, uint256 debits) = handler.entries(vaults[i], everyone[j]);
                PaymentModel.AccountModel memory model = handler.accountModel(vaults[i], everyone[j]);
                if (j < people.length) {
                    vm.assertEq(debits, model.bySessions + model.byOwner, "a person");
                    vm.assertEq(model.byClaims, 0, "a claim on a person");
                } else if (_isSplit(everyone[j])) {
                    vm.assertEq(debits, model.byClaims, "a split");
                    vm.assertEq(debits, handler.claims(vaults[i], everyone[j]), "a split's claims");
                } else if (everyone[j] == ledger.platformAccount()) {
                    vm.assertEq(debits, model.withdrawn, "the platform");
                } else {
                    vm.assertEq(debits, 0, "a name");
                }
            }
        }
    }

    /* 7: ONE SHARE IS ONE UNIT */

    /// @dev Assets ≥ shares whatever is donated, the difference is the surplus, and no price moves.
    function invariant_7_OneShareIsOneUnit() external view {
        for (uint256 i = 0; i < vaults.length; ++i) {
            StreamVault vault = StreamVault(vaults[i]);
            uint256 assets = IERC20(vault.asset()).balanceOf(address(vault));
            vm.assertGe(assets, vault.totalSupply(), "assets, shares");
            vm.assertEq(vault.totalAssets(), vault.totalSupply(), "total assets");
            vm.assertEq(assets - vault.totalSupply(), handler.vaultModel(vaults[i]).surplus, "surplus");
            vm.assertEq(vault.convertToAssets(12_345), 12_345, "price");
        }
    }

    /* 8: A PAUSE STOPS EVERYTHING BUT EXITS */

    /// @dev During a pause no session runs, and what is owed is the same a day later. That everything new is refused and
    /// every exit goes through is what the handler insists on at each call, and {invariant_4_EverybodyCanLeave}.
    function invariant_8_NothingAccruesInAPause() external {
        vm.assertEq(ledger.paused(), handler.isPaused(), "paused");
        if (!ledger.paused()) return;
        uint256 snapshot = vm.snapshotState();
        for (uint256 i = 0; i < vaults.length * people.length; ++i) {
            (address vault, address viewer) = handler.pairOf(i);
            uint256 owed = ledger.owed(viewer, vault);
            vm.assertFalse(ledger.sessionOf(viewer, vault).running, "running");
            _skip(1 days);
            vm.assertEq(ledger.owed(viewer, vault), owed, "owed");
        }
        vm.revertToState(snapshot);
    }

    /* 10: THE JOURNAL IS COMPLETE */

    /// @dev ERC-6909 transfers alone, from the first one on, give every balance.
    function invariant_10_TransfersAreTheWholeJournal() external view {
        for (uint256 i = 0; i < vaults.length; ++i) {
            for (uint256 j = 0; j < everyone.length; ++j) {
                (uint256 balance, ) = handler.entries(vaults[i], everyone[j]);
                vm.assertEq(balance, _balance(vaults[i], everyone[j]), "replayed");
            }
        }
    }

    /* HELPERS */

    function _balance(address vault, address account) private view returns (uint256) {
        return ledger.balanceOf(account, uint160(vault));
    }

    function _isSplit(address account) private view returns (bool) {
        return account == handler.splitAccounts(0) || account == handler.splitAccounts(1);
    }

    function _assertOutside(address vault, address account) private view {
        uint256 held = IERC20(vault).balanceOf(account) + IERC20(StreamVault(vault).asset()).balanceOf(account);
        vm.assertEq(held, handler.accountModel(vault, account).outside, "left the ledger");
    }

    function _claimAll(address vault, uint256 split) private {
        IStreamSplits.Split memory table = handler.table(split);
        for (uint256 i = 0; i < table.holders.length; ++i) {
            if (splits.splitBalance(table, vault, i) != 0) splits.claimSplit(table, vault, i);
        }
    }

    /// @dev Takes out everything that can be taken out of an account.
    function _leave(address vault, address account) private returns (uint256 amount) {
        amount = ledger.available(account, vault);
        if (amount == 0) return 0;
        if (account == ledger.platformAccount()) return ledger.withdrawPlatform(vault);
        if (ledger.accountKind(account) != IStreamLedger.AccountKind.Wallet) return 0;
        vm.prank(account);
        return ledger.withdrawCreator(vault, account);
    }

    function _actions() private pure returns (bytes4[] memory actions) {
        actions = new bytes4[](30);
        actions[0] = PaymentHandler.pass.selector;
        actions[1] = PaymentHandler.start.selector;
        actions[2] = PaymentHandler.depositETHAndStart.selector;
        actions[3] = PaymentHandler.heartbeat.selector;
        actions[4] = PaymentHandler.end.selector;
        actions[5] = PaymentHandler.settle.selector;
        actions[6] = PaymentHandler.tip.selector;
        actions[7] = PaymentHandler.depositAssets.selector;
        actions[8] = PaymentHandler.depositShares.selector;
        actions[9] = PaymentHandler.withdraw.selector;
        actions[10] = PaymentHandler.withdrawCreator.selector;
        actions[11] = PaymentHandler.withdrawPlatform.selector;
        actions[12] = PaymentHandler.transfer.selector;
        actions[13] = PaymentHandler.approve.selector;
        actions[14] = PaymentHandler.transferFrom.selector;
        actions[15] = PaymentHandler.claim.selector;
        actions[16] = PaymentHandler.setPrice.selector;
        actions[17] = PaymentHandler.setPayee.selector;
        actions[18] = PaymentHandler.stopOrResume.selector;
        actions[19] = PaymentHandler.flicker.selector;
        actions[20] = PaymentHandler.suspendOrReinstate.selector;
        actions[21] = PaymentHandler.deleteOrCreate.selector;
        actions[22] = PaymentHandler.pauseOrUnpause.selector;
        actions[23] = PaymentHandler.listOrDelist.selector;
        actions[24] = PaymentHandler.setFees.selector;
        actions[25] = PaymentHandler.donateToVault.selector;
        actions[26] = PaymentHandler.donateToLedger.selector;
        actions[27] = PaymentHandler.skim.selector;
        actions[28] = PaymentHandler.meddle.selector;
        actions[29] = PaymentHandler.transferNothing.selector;
    }
}
