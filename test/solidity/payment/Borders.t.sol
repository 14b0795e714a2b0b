// SPDX-License-Identifier: MIT
pragma solidity ^0.8.30;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";

import {IStreamTerms} from "../../../contracts/interfaces/IStreamTerms.sol";
import {IStreamNodes} from "../../../contracts/interfaces/IStreamNodes.sol";
import {IStreamLedger} from "../../../contracts/interfaces/IStreamLedger.sol";
import {WeirTest} from "../helpers/WeirTest.sol";

/// @dev A vault that says its asset is another vault's share, and helps itself to whatever it may pull.
contract GreedyVault {
    IERC20 public asset;

    constructor(IERC20 asset_) {
        asset = asset_;
    }

    function deposit(uint256 assets, address) external pure returns (uint256) {
        return assets;
    }

    function take(address from, uint256 amount) external {
        asset.transferFrom(from, address(this), amount);
    }
}

/// @dev What the contracts beside the ledger could do to it if they were bad: nothing beyond their part.
contract BordersTest is WeirTest {
    address private viewer = _named("viewer");
    address private thief = _named("thief");
    bytes32 private streamId;

    function setUp() public override {
        super.setUp();
        streamId = _createStream(_createTenant("alice", _named("alice")), "song", _named("payee"), 0, 7, 3600);
    }

    /// Proves that a vault listed over the shares that the ledger keeps can pull none of them: at listing, and after a
    /// deposit through it, no more than that deposit brought in.
    function testFuzz_AVaultOverSharesOfAnotherTakesNothing(uint64 kept, uint64 brought) public {
        uint256 held = uint256(kept) + 1;
        uint256 own = uint256(brought) + 1;
        _fund(viewer, stETH, held);
        GreedyVault greedy = new GreedyVault(stETH);
        vm.prank(lister);
        ledger.listVault(address(greedy));
        vm.expectRevert();
        greedy.take(address(ledger), 1);

        vm.deal(thief, own);
        vm.startPrank(thief);
        weth.deposit{value: own}();
        weth.approve(address(stETH), own);
        stETH.deposit(own, thief);
        stETH.approve(address(ledger), own);
        ledger.depositAssets(address(greedy), own, thief);
        vm.stopPrank();
        greedy.take(address(ledger), own);
        vm.expectRevert();
        greedy.take(address(ledger), 1);

        vm.prank(viewer);
        ledger.withdraw(address(stETH), held, viewer);
        vm.assertEq(stETH.balanceOf(viewer), held);
    }

    /// Proves that the splits contract cannot touch a wallet, whatever it calls.
    function test_TheSplitsContractReachesNoWallet() public {
        _fund(viewer, stETH, 7_000);
        vm.startPrank(address(splits));
        vm.assertTrue(ledger.openSplit(bytes32(uint256(uint160(viewer)))) != viewer);
        vm.expectRevert(
            abi.encodeWithSelector(IStreamNodes.AccountKindRefused.selector, viewer, IStreamLedger.AccountKind.Wallet)
        );
        ledger.paySplit(viewer, thief, address(stETH), 1);
        vm.stopPrank();
        vm.assertEq(ledger.available(viewer, address(stETH)), 7_000);
    }

    /// Proves that revenue cannot be pointed at the ledger itself, where nobody could ever reach it.
    function test_ThePayeeIsNotTheLedger() public {
        bytes32 tenantId = registry.streamOf(streamId).tenantId;
        vm.prank(registry.tenantOf(tenantId).owner);
        vm.expectRevert(abi.encodeWithSelector(IStreamTerms.PayeeRefused.selector, address(ledger)));
        registry.setPayee(streamId, address(ledger));
    }

    /// Proves that delisting refuses what is new, lets what runs go on, and keeps the exit open.
    function test_ADelistedVaultLetsSessionsGoOnAndMoneyOut() public {
        _fund(viewer, stETH, 70_000);
        vm.prank(viewer);
        ledger.startStream(streamId, address(stETH), 3_600, 7, 0);
        vm.prank(lister);
        ledger.delistVault(address(stETH));
        vm.warp(block.timestamp + 100);
        vm.assertEq(ledger.owed(viewer, address(stETH)), 700);
        vm.startPrank(viewer);
        bytes memory notListed = abi.encodeWithSelector(IStreamLedger.VaultNotListed.selector, address(stETH));
        vm.expectRevert(notListed);
        ledger.startStream(streamId, address(stETH), 3_600, 7, 0);
        vm.expectRevert(notListed);
        ledger.payForStreamTime(streamId, address(stETH), 3_600, 7);
        vm.expectRevert(notListed);
        ledger.tip(streamId, address(stETH), 1);
        vm.expectRevert(notListed);
        ledger.deposit(address(stETH), 1, viewer);
        ledger.endStream(address(stETH));
        ledger.withdraw(address(stETH), 69_300, viewer);
        vm.stopPrank();
        vm.assertEq(stETH.balanceOf(viewer), 69_300);
    }
}
